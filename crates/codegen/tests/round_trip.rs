//! Whatever a template's text: it comes out of the generated code as it went in, and adds no code.

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use tunesmith_codegen::generate;
use tunesmith_runtime::{Literal, Segment, Turn, Value, escape};
use tunesmith_template::{Agreed, Checked};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_text_round_trips(name in any::<String>(), description in any::<String>(), system in any::<String>(), user in any::<String>(), shown in any::<String>(), answer in any::<String>()) {
        let mut strategy = zoo::strategy(3, "t.json", &name);
        strategy.description = description.clone().into();
        strategy.system_prompt = Literal::new(system.clone());
        strategy.user_template = vec![Segment::Literal(Literal::new(user.clone())), Segment::Text(Value::Field(0))].into();
        let contract = zoo::contract(&strategy.response.clone());
        let turn = Turn { text: shown.clone().into(), user: Literal::new(shown.clone()), answer: Literal::new(answer.clone()) };
        let pairs = vec![Agreed { strategy: 0, contract: 0, turns: vec![turn] }];
        let files = generate(&Checked { pairs, ..zoo::only(vec![strategy], vec![contract]) }).unwrap();
        let text = &files[1].text;
        let is_hidden = |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        prop_assert!(!text.contains(is_hidden));
        let parsed = syn::parse_file(text).unwrap();
        prop_assert_eq!(parsed.items.len(), 3);
        let mut strings = Vec::new();
        collect(text.parse().unwrap(), &mut strings);
        let escaped = [&system, &user, &shown, &answer].map(|text| escape(text));
        for expected in [&name, &description, &system, &user, &shown, &answer].into_iter().chain(&escaped) {
            prop_assert!(strings.contains(expected), "{:?} is not in {}", expected, text);
        }
    }
}

/// The values of all string literals.
fn collect(tokens: TokenStream, strings: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => collect(group.stream(), strings),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                    strings.push(text.value());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}
