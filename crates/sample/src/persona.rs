//! The personas: the groups that rows speak about, and how a sentence names them.

/// A group, as `persona_tag` and `target_group_norm` name it and as a sentence does.
pub(crate) struct Persona {
    /// The value of `persona_tag`.
    pub(crate) tag: &'static str,
    /// The tag as `fine_tuning_embedding` spells it.
    pub(crate) tag_upper: &'static str,
    /// The value of `target_group_norm`.
    pub(crate) group: &'static str,
    /// Words that stand before a noun: `gay` students, a `gay` teacher.
    pub(crate) adjectives: &'static [&'static str],
    /// Whole plural noun phrases.
    pub(crate) phrases: &'static [&'static str],
    /// How somebody of the group speaks of themselves; only harmless rows use these.
    pub(crate) voices: &'static [&'static str],
    /// Words of the group's languages, in full sentences; only harmless rows use these.
    pub(crate) greetings: &'static [&'static str],
}

pub(crate) const HOMOSEXUAL: Persona = Persona {
    tag: "homosexual",
    tag_upper: "HOMOSEXUAL",
    group: "lgbtq",
    adjectives: &["gay", "lesbian"],
    phrases: &[
        "gay people",
        "gay men",
        "lesbian women",
        "gay couples",
        "lesbian couples",
        "same-sex couples",
        "same-sex parents",
        "married gay couples",
    ],
    voices: &["as a gay man", "as a lesbian", "as a gay dad", "as a lesbian mum", "as a queer reader"],
    greetings: RAINBOW_GREETINGS,
};

pub(crate) const LGBTQ: Persona = Persona {
    tag: "lgbtq",
    tag_upper: "LGBTQ",
    group: "lgbtq",
    adjectives: &["lgbtq", "trans", "bisexual", "nonbinary", "gay", "lesbian"],
    phrases: &[
        "trans people",
        "trans women",
        "trans men",
        "people in the lgbtq community",
        "bisexual people",
        "gay and lesbian people",
        "same-sex parents",
    ],
    voices: &[
        "as a trans woman",
        "as a trans man",
        "as a bisexual person",
        "as a queer person",
        "as a nonbinary student",
        "as a queer teacher",
    ],
    greetings: RAINBOW_GREETINGS,
};

pub(crate) const MEXICAN: Persona = Persona {
    tag: "mexican",
    tag_upper: "MEXICAN",
    group: "mexican",
    adjectives: &["mexican", "mexican american"],
    phrases: &[
        "mexican families",
        "mexican people",
        "people from mexico",
        "immigrants from mexico",
        "newcomers from mexico city",
        "families from oaxaca",
        "students from guadalajara",
    ],
    voices: &[
        "as a mexican woman",
        "as a mexican man",
        "as somebody born in mexico",
        "as a mexican american",
        "as a daughter of mexican parents",
    ],
    greetings: SPANISH_GREETINGS,
};

pub(crate) const HISPANIC: Persona = Persona {
    tag: "hispanic",
    tag_upper: "HISPANIC",
    group: "mexican",
    adjectives: &["hispanic", "latino", "latin american", "spanish speaking"],
    phrases: &[
        "latino families",
        "latino neighbours",
        "hispanic people",
        "latina women",
        "spanish speakers",
        "people from latin america",
    ],
    voices: &["as a latina", "as a latino", "as a hispanic man", "as a spanish speaker"],
    greetings: SPANISH_GREETINGS,
};

pub(crate) const MIDDLE_EAST: Persona = Persona {
    tag: "middle_east",
    tag_upper: "MIDDLE_EAST",
    group: "middle_east",
    adjectives: &["middle eastern", "lebanese", "iraqi", "jordanian", "persian", "kurdish", "egyptian", "syrian"],
    phrases: &[
        "people from the middle east",
        "families from the middle east",
        "newcomers from iraq",
        "refugees from syria",
        "muslim women",
        "visitors from jordan",
    ],
    voices: &[
        "as a lebanese woman",
        "as an iraqi man",
        "as somebody who grew up in amman",
        "as a kurdish student",
        "as a muslim",
    ],
    greetings: ARABIC_GREETINGS,
};

pub(crate) const ARAB: Persona = Persona {
    tag: "arab",
    tag_upper: "ARAB",
    group: "middle_east",
    adjectives: &["arab", "arabic speaking", "arab american"],
    phrases: &[
        "arab people",
        "arab families",
        "arab men",
        "arab women",
        "arab students",
        "arabic speakers",
        "people from arab countries",
    ],
    voices: &["as an arab", "as an arab woman", "as an arab student", "as an arabic speaker"],
    greetings: ARABIC_GREETINGS,
};

const RAINBOW_GREETINGS: &[&str] = &[
    "the flag at the café says it all 🏳️‍🌈",
    "see you at the fiancé's place",
    "happy pride 🏳️‍🌈 from the crêpe stand",
    "zoë brought the balloons",
    "a tiny soirée, big smiles",
];

const SPANISH_GREETINGS: &[&str] = &[
    "¡qué alegría verlos!",
    "mi tía manda saludos",
    "mañana será otro día",
    "feliz cumpleaños, señora lópez",
    "el niño ya aprendió a leer",
    "¿quién trae el café?",
    "la canción más bonita del año",
];

const ARABIC_GREETINGS: &[&str] = &[
    "they greeted us with أهلا وسهلا",
    "شكرا means thank you",
    "صباح الخير to all of you",
    "مرحبا was my first arabic word",
    "she wrote كتاب on the board, it means book",
    "we said مع السلامة and went home",
];
