//! Tables in which the keys of an optimizer stand beside others: `[training]` and `[minimize]` of files.
//!
//! Called by the settings that have such a table. Serde's own flattening forgets where a value stood and which keys there are, so that errors would have
//! no place; here every key is refused and every value read where it stands. Must not know the other keys' meaning.

use super::settings::OptimizerSettings;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// A deserializer of a table that keeps the keys of an optimizer for `settings`, and shows the others to the type that is deserialized.
pub(crate) struct Beside<'s, D> {
    pub(crate) table: D,
    pub(crate) settings: &'s mut OptimizerSettings,
    /// Those of [`OptimizerSettings::KEYS`] that the table may have.
    pub(crate) keys: &'static [&'static str],
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Beside<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.table.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        others: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let Beside { table, settings, keys } = self;
        table.deserialize_struct(name, others, Table { visitor, settings, known: Known { keys, others } })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// All keys of the table.
#[derive(Clone, Copy)]
struct Known {
    keys: &'static [&'static str],
    others: &'static [&'static str],
}

struct Table<'s, V> {
    visitor: V,
    settings: &'s mut OptimizerSettings,
    known: Known,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Table<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let Table { visitor, settings, known } = self;
        visitor.visit_map(Others { map, settings, known, seen: Vec::new() })
    }
}

/// The entries that are not the optimizer's.
struct Others<'s, A> {
    map: A,
    settings: &'s mut OptimizerSettings,
    known: Known,
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Others<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.map.next_key_seed(self.known)? {
                None => return Ok(None),
                Some(Key::Other(key)) => {
                    let key: StrDeserializer<'_, A::Error> = key.into_deserializer();
                    return seed.deserialize(key).map(Some);
                }
                Some(Key::Optimizer(key)) if self.seen.contains(&key) => {
                    return Err(A::Error::duplicate_field(key));
                }
                Some(Key::Optimizer(key)) => {
                    self.seen.push(key);
                    self.settings.take_key(key, &mut self.map)?;
                }
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A key of the table, and whose it is.
enum Key {
    Optimizer(&'static str),
    Other(&'static str),
}

impl<'de> DeserializeSeed<'de> for Known {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Key, D::Error> {
        key.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Known {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
        let find = |list: &[&'static str]| list.iter().copied().find(|key| *key == text);
        match (find(self.keys), find(self.others)) {
            (Some(key), _) => Ok(Key::Optimizer(key)),
            (None, Some(key)) => Ok(Key::Other(key)),
            (None, None) => {
                let known = self.keys.iter().chain(self.others);
                let known: Vec<String> = known.map(|key| format!("`{key}`")).collect();
                Err(E::custom(format_args!("unknown field `{text}`, expected one of {}", known.join(", "))))
            }
        }
    }
}
