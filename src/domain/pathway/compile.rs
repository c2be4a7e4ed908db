//! From rows of text to a [`Pathway`], or to every error with its cell.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Row, Sheet, TableError};
use super::{CompiledRule, Pathway, Rule, RuleKind, Service, ShareCap, TemplateField};
use crate::domain::expression::{Expression, FactKind, Vocabulary, is_fact_name};
use crate::domain::facts::UNKNOWN_WORDS;
use crate::domain::words::{DataClass, Urgency};

/// The tables as rows of cells, each with its header first.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// `fact,class,kind,values`: the facts that rules and templates may name. `kind` is `one`, `many` or
    /// `number`; `values` are their words, empty for open lists such as areas.
    pub facts: &'a [Vec<String>],
    /// `service,title,leaves,card_classes`.
    pub services: &'a [Vec<String>],
    /// `service,fact,card,purpose`, in the order in which a receiver sees them.
    pub templates: &'a [Vec<String>],
    /// `id,priority,when,asks,services,urgency,share,needs_consent,own_agency_only,stop,only_if_none,kind,explain`.
    pub rules: &'a [Vec<String>],
}

const FACT_COLUMNS: &[&str] = &["fact", "class", "kind", "values"];
const SERVICE_COLUMNS: &[&str] = &["service", "title", "leaves", "card_classes"];
const TEMPLATE_COLUMNS: &[&str] = &["service", "fact", "card", "purpose"];
const RULE_COLUMNS: &[&str] = &[
    "id",
    "priority",
    "when",
    "asks",
    "services",
    "urgency",
    "share",
    "needs_consent",
    "own_agency_only",
    "stop",
    "only_if_none",
    "kind",
    "explain",
];

/// Classes that no triage card may bear, whatever a table says: identity, and what is safety-critical, open
/// only after acceptance (brief 3.6).
const NEVER_ON_A_CARD: [DataClass; 2] = [DataClass::D3, DataClass::D5];
/// Classes that a rule may share as a whole; of the others it must name each fact.
const SHARED_AS_A_WHOLE: [DataClass; 3] = [DataClass::D0, DataClass::D1, DataClass::D2];

/// What is compiled so far, and what is wrong so far.
#[derive(Default)]
struct Compiler {
    vocabulary: Vocabulary,
    classes: BTreeMap<String, DataClass>,
    services: Vec<Service>,
    rules: Vec<CompiledRule>,
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
                services,
                rules,
                ..
            } = compiler;
            Ok(Self {
                vocabulary,
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
        let (Some(name), Some(class), Some(kind)) = (
            row.required("fact"),
            row.parsed::<DataClass>("class"),
            row.required("kind"),
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
            "number" if values.is_empty() => FactKind::Number,
            "number" => return row.wrong("values", "a number has no list of values"),
            other => return row.wrong("kind", format!("{other:?} is not one, many or number")),
        };
        if self.vocabulary.insert(name.to_owned(), kind).is_some() {
            row.wrong("fact", format!("{name} stands twice"));
        }
        self.classes.insert(name.to_owned(), class);
    }

    fn service(&mut self, row: &mut Row<'_, '_>) {
        let (Some(code), Some(title), Some(leaves)) = (
            row.required("service"),
            row.required("title"),
            row.yes_no("leaves"),
        ) else {
            return;
        };
        if !code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            row.wrong(
                "service",
                "a service's code has small letters, digits and _ only",
            );
        }
        if self.services.iter().any(|service| service.code == code) {
            row.wrong("service", format!("{code} stands twice"));
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
        let (code, title) = (code.to_owned(), title.to_owned());
        self.services.push(Service {
            code,
            title,
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
        let Some(&class) = self.classes.get(fact) else {
            return row.wrong("fact", format!("{fact:?} is not a fact of this pathway"));
        };
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
            card,
            purpose: purpose.to_owned(),
        });
    }

    fn rule(&mut self, row: &mut Row<'_, '_>) {
        let id = row.required("id");
        let priority = row.parsed::<u16>("priority");
        let when = self.condition(row);
        let asks = self.asks(row, when.as_ref());
        let services = self.rule_services(row);
        let stop = row.yes_no("stop");
        // A rule that asks for no service says no urgency.
        let urgency = if services.is_empty() && row.text("urgency").is_empty() {
            Some(Urgency::U3)
        } else {
            row.parsed("urgency")
        };
        let share = self.share(row);
        let flags = (
            row.yes_no("needs_consent"),
            row.yes_no("own_agency_only"),
            row.yes_no("only_if_none"),
        );
        let kind = row.parsed::<RuleKind>("kind");
        let explain = row.required("explain");
        let (
            Some(id),
            Some(priority),
            Some(when),
            Some(urgency),
            Some(stop),
            Some(kind),
            Some(explain),
        ) = (id, priority, when, urgency, stop, kind, explain)
        else {
            return;
        };
        let (Some(needs_consent), Some(own_agency_only), Some(only_if_none)) = flags else {
            return;
        };
        let rule = Rule {
            id: id.to_owned(),
            priority,
            when,
            asks,
            services: services
                .iter()
                .map(|&index| self.services[index].code.clone())
                .collect(),
            urgency,
            share,
            needs_consent,
            own_agency_only,
            stop,
            only_if_none,
            kind,
            explain: explain.to_owned(),
        };
        self.check_rule(row, &rule, &services);
        self.rules.push(CompiledRule { rule, services });
    }

    fn condition(&mut self, row: &mut Row<'_, '_>) -> Option<Expression> {
        let source = row.required("when")?;
        Expression::parse(source, Some(&self.vocabulary))
            .map_err(|error| row.wrong_at("when", Some(error.at), error.problem.to_string()))
            .ok()
    }

    fn asks(&self, row: &mut Row<'_, '_>, when: Option<&Expression>) -> Vec<String> {
        let named: BTreeSet<&str> = when
            .map(Expression::fact_names)
            .unwrap_or_default()
            .into_iter()
            .collect();
        let mut asks = Vec::new();
        for fact in row.words("asks") {
            if when.is_some() && !named.contains(fact) {
                row.wrong("asks", format!("{fact} is not in this rule's condition"));
            }
            asks.push(fact.to_owned());
        }
        asks
    }

    fn rule_services(&self, row: &mut Row<'_, '_>) -> Vec<usize> {
        let mut indexes = Vec::new();
        for code in row.words("services") {
            match self
                .services
                .iter()
                .position(|service| service.code == code)
            {
                Some(index) if indexes.contains(&index) => {
                    row.wrong("services", format!("{code} stands twice"))
                }
                Some(index) => indexes.push(index),
                None => row.wrong(
                    "services",
                    format!("{code:?} is not a service of this pathway"),
                ),
            }
        }
        indexes
    }

    fn share(&self, row: &mut Row<'_, '_>) -> ShareCap {
        let mut share = ShareCap::default();
        for word in row.words("share") {
            match word.parse::<DataClass>() {
                Ok(class) if SHARED_AS_A_WHOLE.contains(&class) => share.classes.push(class),
                Ok(class) => row.wrong(
                    "share",
                    format!("{class} is never shared as a whole; name the facts"),
                ),
                Err(_) if self.classes.contains_key(word) => share.facts.push(word.to_owned()),
                Err(_) => row.wrong(
                    "share",
                    format!("{word:?} is neither a class nor a fact of this pathway"),
                ),
            }
        }
        share
    }

    /// What is wrong with a rule as a whole, or with its place in the table.
    fn check_rule(&self, row: &mut Row<'_, '_>, rule: &Rule, services: &[usize]) {
        if self.rules.iter().any(|earlier| earlier.rule.id == rule.id) {
            row.wrong("id", format!("{} stands twice", rule.id));
        }
        // The table is read by people from top to bottom; an order that says something else than the
        // priorities would deceive them.
        if let Some(earlier) = self.rules.last()
            && earlier.rule.priority > rule.priority
        {
            row.wrong(
                "priority",
                format!(
                    "{} (priority {}) must stand above {} (priority {})",
                    rule.id, rule.priority, earlier.rule.id, earlier.rule.priority
                ),
            );
        }
        if services.is_empty() && !rule.stop {
            row.wrong("services", "a rule asks for a service, or stops");
        }
        if rule.kind == RuleKind::Blocking && !services.is_empty() {
            row.wrong("kind", "a rule that asks for a service is protective");
        }
        if !rule.needs_consent && !rule.own_agency_only && !services.is_empty() {
            row.wrong(
                "needs_consent",
                "only a rule that stays in its own agency does without consent",
            );
        }
        for service in services.iter().map(|&index| &self.services[index]) {
            if !rule.own_agency_only && !service.leaves {
                row.wrong(
                    "own_agency_only",
                    format!("{} never leaves the agency", service.code),
                );
            }
            if service.leaves && service.template.is_empty() {
                row.wrong(
                    "services",
                    format!(
                        "{} has no template, so its receiver would see nothing",
                        service.code
                    ),
                );
            }
        }
    }
}
