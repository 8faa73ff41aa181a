//! The colours of pictures and pages, each with its name in style sheets and what it is on a dark screen.
//!
//! Called by pictures, which draw with the light ones, and by the page, which puts names in their place. Must not know what is drawn.

use plotters::style::RGBColor;

/// A colour with its name.
pub struct Themed {
    /// On paper and on a light screen.
    pub light: RGBColor,
    /// On a dark screen.
    pub dark: RGBColor,
    /// The custom property of the style sheet, without its dashes.
    pub name: &'static str,
}

const fn themed(name: &'static str, light: u32, dark: u32) -> Themed {
    Themed { light: rgb(light), dark: rgb(dark), name }
}

const fn rgb(hex: u32) -> RGBColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RGBColor(red, green, blue)
}

/// The background.
pub const PAPER: RGBColor = rgb(0xff_ff_ff);
/// Text.
pub const INK: RGBColor = rgb(0x22_28_30);
/// Axes and what is said beside.
pub const GREY: RGBColor = rgb(0x5a_60_68);
/// Lines of a grid.
pub const GRID: RGBColor = rgb(0xe4_e7_eb);

/// The colours of classes and curves, in turn.
pub const COLOURS: [RGBColor; 8] = [
    rgb(0x1f_62_ad),
    rgb(0xcc_5e_10),
    rgb(0x18_80_5c),
    rgb(0x8b_3d_94),
    rgb(0xb0_2a_37),
    rgb(0x0f_82_96),
    rgb(0x96_78_14),
    rgb(0x74_7b_84),
];

/// Every colour of a picture of numbers, then those of drawn circuits.
pub const THEME: &[Themed] = &[
    themed("paper", 0xff_ff_ff, 0x15_19_1e),
    themed("ink", 0x22_28_30, 0xe4_e8_ec),
    themed("grey", 0x5a_60_68, 0xa4_ac_b5),
    themed("grid", 0xe4_e7_eb, 0x2f_36_3e),
    themed("shade", 0xf5_f6_f8, 0x1e_23_2a),
    themed("blue", 0x1f_62_ad, 0x6a_b0_f5),
    themed("orange", 0xcc_5e_10, 0xf2_96_4f),
    themed("green", 0x18_80_5c, 0x4f_c9_9c),
    themed("violet", 0x8b_3d_94, 0xd0_8f_d9),
    themed("red", 0xb0_2a_37, 0xf0_7f_8a),
    themed("teal", 0x0f_82_96, 0x4f_c6_da),
    themed("yellow", 0x96_78_14, 0xd6_ba_58),
    themed("steel", 0x74_7b_84, 0x9d_a6_b0),
    themed("circuit-text", 0x1d_26_30, 0xe4_e8_ec),
    themed("circuit-note", 0x55_60_6c, 0xa4_ac_b5),
    themed("circuit-wire", 0x7b_87_93, 0x7b_87_93),
    themed("circuit-bits", 0x9a_a4_ae, 0x6a_74_7e),
    themed("circuit-link", 0x3a_46_53, 0xb8_c2_cc),
    themed("circuit-dot", 0x2b_36_42, 0xd0_d8_e0),
    themed("circuit-barrier", 0xdf_e4_e9, 0x2f_36_3e),
    themed("circuit-split", 0x8f_9a_a5, 0x8f_9a_a5),
    themed("circuit-fixed", 0xe2_ee_fc, 0x1d_32_49),
    themed("circuit-rotation", 0xe3_f4_e4, 0x1d_39_25),
    themed("circuit-phase", 0xfd_f1_d6, 0x43_35_14),
    themed("circuit-composite", 0xee_e7_fa, 0x33_28_4b),
    themed("circuit-unitary", 0xfc_e6_ec, 0x48_23_2f),
    themed("circuit-classical", 0xee_f0_f2, 0x2a_30_37),
    themed("circuit-fixed-line", 0x5a_8c_cb, 0x5a_8c_cb),
    themed("circuit-rotation-line", 0x58_a0_5f, 0x58_a0_5f),
    themed("circuit-phase-line", 0xc9_95_3a, 0xc9_95_3a),
    themed("circuit-composite-line", 0x8d_70_c0, 0x8d_70_c0),
    themed("circuit-unitary-line", 0xc7_66_83, 0xc7_66_83),
    themed("circuit-classical-line", 0x76_81_8c, 0x76_81_8c),
];

/// `#1F62AD`.
pub fn hex(colour: RGBColor) -> String {
    let RGBColor(red, green, blue) = colour;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_pictures_has_a_name_and_no_two_are_one() {
        for colour in COLOURS.into_iter().chain([PAPER, INK, GREY, GRID]) {
            assert_eq!(THEME.iter().filter(|themed| themed.light == colour).count(), 1, "{}", hex(colour));
        }
        let lights: std::collections::BTreeSet<String> =
            THEME.iter().map(|themed| hex(themed.light)).collect();
        assert_eq!(lights.len(), THEME.len());
    }

    /// The contrast of WCAG 2.1: `(L₁ + 0.05)/(L₂ + 0.05)` of relative luminances.
    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let luminance = |RGBColor(r, g, b): RGBColor| {
            let linear = |part: u8| match f64::from(part) / 255.0 {
                x if x <= 0.040_45 => x / 12.92,
                x => ((x + 0.055) / 1.055).powf(2.4),
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_and_curves_can_be_told_from_the_paper_in_both_themes() {
        let of = |name: &str| THEME.iter().find(|themed| themed.name == name).unwrap();
        let paper = of("paper");
        let curves = ["blue", "orange", "green", "violet", "red", "teal", "yellow", "steel"];
        let texts = ["ink", "grey", "circuit-text", "circuit-note"];
        let least = curves.map(|name| (name, 3.0)).into_iter().chain(texts.map(|name| (name, 4.5)));
        for (name, least) in least {
            let colour = of(name);
            assert!(contrast(colour.light, paper.light) >= least, "{name} on a light page");
            assert!(contrast(colour.dark, paper.dark) >= least, "{name} on a dark page");
        }
    }
}
