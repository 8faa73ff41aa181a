// Gates that a standard file lacks, by gates that both standard files declare: for printing circuits.

gate sxdg a { gphase(-pi/4); rx(-pi/2) a; }
gate csx c, a { ctrl @ sx c, a; }
gate cs c, a { cp(pi/2) c, a; }
gate csdg c, a { cp(-pi/2) c, a; }
gate ccz a, b, c { h c; ccx a, b, c; h c; }
gate c3x a, b, c, d { ctrl(3) @ x a, b, c, d; }
gate c3sqrtx a, b, c, d { ctrl(3) @ sx a, b, c, d; }
gate c4x a, b, c, d, e { ctrl(4) @ x a, b, c, d, e; }
gate iswap a, b { s a; s b; h a; cx a, b; cx b, a; h b; }
gate iswapdg a, b { h b; cx b, a; cx a, b; h a; sdg b; sdg a; }
gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h b; h a; }
gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) b; rx(-pi/2) a; }
gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }
gate rzx(theta) a, b { h b; cx a, b; rz(theta) b; cx a, b; h b; }
gate ecr a, b { rzx(pi/4) a, b; x a; rzx(-pi/4) a, b; }
gate rxx_plus_ryy(theta) a, b { rxx(theta/2) a, b; ryy(theta/2) a, b; }
gate rxx_minus_ryy(theta) a, b { rxx(theta/2) a, b; ryy(-theta/2) a, b; }
gate single_excitation(theta) a, b { sdg a; rxx_plus_ryy(theta) a, b; s a; }
// |0011⟩ and |1100⟩ are made to differ in the first qubit only, which is then turned under the others.
gate double_excitation(theta) a, b, c, d { cx a, b; cx a, c; cx a, d; x b; ry(theta/2) a; c3x b, c, d, a; ry(-theta/2) a; c3x b, c, d, a; x b; cx a, d; cx a, c; cx a, b; }
