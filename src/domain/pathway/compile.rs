//! From rows of text to a [`Pathway`], or to every error with its cell.

use std::collections::BTreeMap;

use super::compile_rules::RULE_COLUMNS;
use super::sheet::{Row, Sheet, TableError};
use super::{CompiledRule, FactTraits, Pathway, Service, TemplateField};
use crate::domain::expression::{FactKind, Vocabulary, is_fact_name};
use crate::domain::facts::UNKNOWN_WORDS;
use crate::domain::words::{DataClass, Stage};

/// The tables as rows of cells, each with its header first.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// `fact,class,kind,values,standing`: every fact of the forms. `kind` is `one`, `many`, `number`, `date` or
    /// `text`; `values` are their words, empty for open lists such as areas; `standing` is `yes` for what lasts.
    pub facts: &'a [Vec<String>],
    /// `service,title,word,leaves,card_classes,forms`; `word` stands in blank forms where the code would tell; `forms` are the
    /// steps whose forms a receiver may send for the sender's case.
    pub services: &'a [Vec<String>],
    /// `service,fact,card,purpose`, in the order in which a receiver sees them.
    pub templates: &'a [Vec<String>],
    /// `id,priority,when,asks,services,urgency,share,needs_consent,own_agency_only,other_agency,stop,
    /// only_if_none,blocks,task,kind,explain`.
    pub rules: &'a [Vec<String>],
}

const FACT_COLUMNS: &[&str] = &["fact", "class", "kind", "values", "standing"];
const SERVICE_COLUMNS: &[&str] = &[
    "service",
    "title",
    "word",
    "leaves",
    "card_classes",
    "?forms",
];
/// What a receiver may send for the sender's case at all: its answer, and how it goes on. Nothing by which the person would
/// agree, or take back: that is said to the case's own caseworker.
const FORMS: [Stage; 2] = [Stage::Feedback, Stage::Follow];
const TEMPLATE_COLUMNS: &[&str] = &["service", "fact", "card", "purpose"];
/// Classes that no triage card may bear, whatever a table says: identity, and what is safety-critical, open
/// only after acceptance (brief 3.6).
const NEVER_ON_A_CARD: [DataClass; 2] = [DataClass::D3, DataClass::D5];
/// What is compiled so far, and what is wrong so far.
#[derive(Default)]
pub(super) struct Compiler {
    pub vocabulary: Vocabulary,
    pub traits: BTreeMap<String, FactTraits>,
    pub services: Vec<Service>,
    pub rules: Vec<CompiledRule>,
    errors: Vec<TableError>,
}

impl Pathway {
    /// Compiles the tables.
    ///
    /// # Errors
    /// Everything that is wrong, each with table, row, column and, in conditions, character.
    pub fn compile(tables: Tables<'_>) -> Result<Self, Vec<TableError>> {
        let mut compiler = Compiler::default();
        compiler.read("facts", FACT_COLUMNS, tables.facts, Compiler::fact);
        compiler.read(
            "services",
            SERVICE_COLUMNS,
            tables.services,
            Compiler::service,
        );
        compiler.read(
            "templates",
            TEMPLATE_COLUMNS,
            tables.templates,
            Compiler::template_field,
        );
        compiler.read("rules", RULE_COLUMNS, tables.rules, Compiler::rule);
        if compiler.errors.is_empty() {
            let Compiler {
                vocabulary,
                traits,
                services,
                rules,
                ..
            } = compiler;
            Ok(Self {
                vocabulary,
                traits,
                services,
                rules,
            })
        } else {
            Err(compiler.errors)
        }
    }
}

impl Compiler {
    fn read(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: &[Vec<String>],
        read: fn(&mut Self, &mut Row<'_, '_>),
    ) {
        let mut errors = std::mem::take(&mut self.errors);
        if let Some(sheet) = Sheet::new(table, columns, rows, &mut errors) {
            sheet.each(&mut errors, |row| read(self, row));
        }
        self.errors = errors;
    }

    fn fact(&mut self, row: &mut Row<'_, '_>) {
        let (Some(name), Some(class), Some(kind), Some(standing)) = (
            row.required("fact"),
            row.parsed::<DataClass>("class"),
            row.required("kind"),
            row.yes_no("standing"),
        ) else {
            return;
        };
        if !is_fact_name(name) {
            row.wrong("fact", "a fact's name has letters, digits, and _ . - only");
        }
        let values: Vec<String> = row.words("values").map(str::to_owned).collect();
        if let Some(word) = values
            .iter()
            .find(|word| UNKNOWN_WORDS.contains(&word.as_str()))
        {
            row.wrong(
                "values",
                format!("{word} counts as unknown and needs no place here"),
            );
        }
        let kind = match kind {
            "one" => FactKind::One(values),
            "many" => FactKind::Many(values),
            "number" | "date" | "text" if !values.is_empty() => {
                return row.wrong("values", format!("a {kind} has no list of values"));
            }
            "number" => FactKind::Number,
            "date" => FactKind::Date,
            "text" => FactKind::Text,
            other => {
                let kinds = "one, many, number, date or text";
                return row.wrong("kind", format!("{other:?} is not {kinds}"));
            }
        };
        if self.vocabulary.insert(name.to_owned(), kind).is_some() {
            row.wrong("fact", format!("{name} stands twice"));
        }
        self.traits
            .insert(name.to_owned(), FactTraits { class, standing });
    }

    fn service(&mut self, row: &mut Row<'_, '_>) {
        let (Some(code), Some(title), Some(leaves)) = (
            row.required("service"),
            row.required("title"),
            row.yes_no("leaves"),
        ) else {
            return;
        };
        let word = Some(row.text("word")).filter(|word| !word.is_empty());
        for (column, text) in [("service", code)]
            .into_iter()
            .chain(word.map(|word| ("word", word)))
        {
            if !is_code(text) {
                row.wrong(
                    column,
                    "a service's code and word have small letters, digits and _ only",
                );
            }
            // A form's word must lead to one service.
            let taken = |one: &Service| one.code == text || one.word() == text;
            if self.services.iter().any(taken) {
                row.wrong(column, format!("{text} stands twice"));
            }
        }
        let mut card_classes = Vec::new();
        for word in row.words("card_classes") {
            match word.parse::<DataClass>() {
                Ok(class) if NEVER_ON_A_CARD.contains(&class) => {
                    row.wrong(
                        "card_classes",
                        format!("{class} never stands on a triage card"),
                    );
                }
                Ok(class) => card_classes.push(class),
                Err(error) => row.wrong("card_classes", error.to_string()),
            }
        }
        let mut forms = Vec::new();
        for word in row.words("forms") {
            match word.parse::<Stage>() {
                Ok(stage) if FORMS.contains(&stage) => forms.push(stage),
                Ok(stage) => row.wrong(
                    "forms",
                    format!("a receiver sends no form of the step {stage} for a case"),
                ),
                Err(error) => row.wrong("forms", error.to_string()),
            }
        }
        if !row.has("forms") && leaves {
            forms.push(Stage::Feedback);
        }
        self.services.push(Service {
            forms,
            code: code.to_owned(),
            title: title.to_owned(),
            word: word.map(str::to_owned),
            leaves,
            card_classes,
            template: Vec::new(),
        });
    }

    fn template_field(&mut self, row: &mut Row<'_, '_>) {
        let (Some(code), Some(fact), Some(card), Some(purpose)) = (
            row.required("service"),
            row.required("fact"),
            row.yes_no("card"),
            row.required("purpose"),
        ) else {
            return;
        };
        let (Some(kind), Some(&FactTraits { class, .. })) =
            (self.vocabulary.get(fact), self.traits.get(fact))
        else {
            return row.wrong("fact", format!("{fact:?} is not a fact of this pathway"));
        };
        if *kind == FactKind::Text {
            return row.wrong("fact", format!("{fact} is a text, which never travels"));
        }
        let Some(service) = self
            .services
            .iter_mut()
            .find(|service| service.code == code)
        else {
            return row.wrong(
                "service",
                format!("{code:?} is not a service of this pathway"),
            );
        };
        if card && !service.card_classes.contains(&class) {
            return row.wrong(
                "card",
                format!("{fact} is {class}, which a card for {code} may not bear"),
            );
        }
        if service.template.iter().any(|field| field.fact == fact) {
            return row.wrong(
                "fact",
                format!("{fact} stands twice in the template of {code}"),
            );
        }
        service.template.push(TemplateField {
            fact: fact.to_owned(),
            class,
            kind: kind.clone(),
            card,
            purpose: purpose.to_owned(),
        });
    }
}

fn is_code(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
