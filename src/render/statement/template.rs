//! The templates of the pages: the one in the program, and those of a folder that replace it. A template sees what one
//! page says and nothing else: it reads no file, asks no network, and every text in it is escaped.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::page::Page;
use crate::render::RenderError;
use crate::render::markup::style;

/// The template that a folder replaces.
pub const NAME: &str = "statement.html";

/// The template in the program.
const BUILT_IN: &str = include_str!("statement.html");

/// The looks of the page in the program, besides those of all pages.
const STYLE: &str = include_str!("statement.css");

/// Why templates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// None of them is the page.
    #[error("the templates have no `statement.html`")]
    Missing,
    /// One of them cannot be read as a template.
    #[error("`{file}`, line {line}, is no template: {message}")]
    Unreadable {
        /// Its file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the template language says.
        message: String,
    },
}

/// The templates, ready to be filled.
#[derive(Debug)]
pub struct Pages {
    environment: Environment<'static>,
}

impl Pages {
    /// The page in the program.
    #[must_use]
    pub fn built_in() -> Self {
        let file = (NAME.to_owned(), BUILT_IN.to_owned());
        Self::of(vec![file]).expect("the template in the program is one, as a test holds")
    }

    /// Templates by the names of their files, one of which is `statement.html`; the others can be included.
    ///
    /// # Errors
    /// When that one is missing, or one of them cannot be read.
    pub fn of(files: Vec<(String, String)>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        if files.iter().all(|(name, _)| name != NAME) {
            return Err(TemplateError::Missing);
        }
        for (name, text) in files {
            let file = name.clone();
            environment.add_template_owned(name, text).map_err(|error| TemplateError::Unreadable {
                file,
                line: error.line().unwrap_or(1),
                message: said(&error),
            })?;
        }
        Ok(Self { environment })
    }

    /// The page of one statement.
    pub(super) fn page(&self, page: &Page) -> Result<String, RenderError> {
        let filled = self.environment.get_template(NAME).and_then(|template| {
            template.render(context! { style => style(STYLE), ..Value::from(Serde(page)) })
        });
        filled.map_err(|error| {
            let file = error.name().unwrap_or(NAME);
            let line = error.line().map_or_else(String::new, |line| format!(", line {line}"));
            RenderError::Template(format!("`{file}`{line}: {}", said(&error)))
        })
    }
}

/// What the template language says of a fault, without the place, which stands elsewhere.
fn said(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}
