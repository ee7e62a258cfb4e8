//! What every page has in common: text that is never markup, the head with its policy, and the looks. A page is one
//! file without a script, without anything from elsewhere, readable on a phone and on paper. What stands in it is left
//! to `html` and to the statements.

use super::svg::STYLE_INSIDE;
use super::text::visible;

/// The looks of a page: money stands at the right, wide tables move under the finger, paper gets no shadow.
pub(super) const STYLE: &str = "\
:root{color-scheme:light}*{box-sizing:border-box}\
body{margin:0;background:#f3f4f6;color:#111827;font:15px/1.5 system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,\
sans-serif}\
main{max-width:75rem;margin:0 auto;padding:1.5rem;background:#fff}\
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}\
h3{font-size:1rem;margin:1.25rem 0 .25rem}p{margin:.25rem 0 .75rem}\
.about,.notes{list-style:none;margin:0 0 1rem;padding:0;color:#4b5563}.notes{margin-top:1rem;font-size:.9rem}\
.wide{overflow-x:auto}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #e5e7eb}\
th{font-weight:600;color:#374151;border-bottom:2px solid #9ca3af;vertical-align:bottom}\
tbody th{border-bottom:1px solid #e5e7eb;vertical-align:top}\
tbody tr:nth-child(even){background:#f9fafb}\
tfoot td,tfoot th{font-weight:600;border-top:2px solid #9ca3af;border-bottom:0;background:#fff}\
.number{text-align:right;white-space:nowrap}.code{white-space:nowrap}.below{color:#b91c1c}\
.bar{display:inline-block;height:.7em;background:#93c5fd;margin-right:.4em;vertical-align:baseline}\
ul.tree{list-style:none;padding-left:1.1rem;border-left:1px solid #d1d5db;margin:.2rem 0}\
ul.tree.top{padding-left:0;border-left:0}ul.tree li{margin:.15rem 0}\
@media (max-width:40rem){main{padding:1rem}body{font-size:14px}th,td{padding:.3rem .4rem}}\
@media print{@page{margin:14mm}body{background:#fff;font-size:10pt}main{max-width:none;padding:0}\
.wide{overflow:visible}\
thead{display:table-header-group}tr,figure,svg{break-inside:avoid}h2,h3{break-after:avoid}}";

/// The whole style sheet of a page with these additions.
pub(super) fn style(more: &str) -> String {
    format!("{STYLE}{STYLE_INSIDE}{more}")
}

/// Everything before the content of a page. The policy lets a browser load and run nothing, whatever stands in it.
pub(super) fn head(title: &str, style: &str) -> String {
    let title = escaped(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n\
         <body>\n<main>\n"
    )
}

/// Everything after the content of a page.
pub(super) const TAIL: &str = "</main>\n</body>\n</html>\n";

/// Text in which nothing is markup and nothing is hidden.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_character_of_a_text_is_markup_or_hidden() {
        assert_eq!(escaped("<b a=\"x\" c='y'>&amp;"), "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;");
        assert_eq!(escaped("a\u{202e}b\u{1b}[31m\nc"), "a\\u{202e}b\\u{1b}[31m\\nc");
        assert_eq!(escaped("Société 日本 {{7*7}}"), "Société 日本 {{7*7}}");
    }
}
