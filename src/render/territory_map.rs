//! A map of territories as SVG, as a page of its own, and as `GeoJSON` (RFC 7946). Positions are whole hundredths of a
//! pixel, so that the same map gives the same bytes everywhere.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::markup::escaped;
use crate::report::territory_map::{COLOURS, Map};

/// Colours that the colour-blind tell apart: those of Okabe and Ito (2008) without yellow and black, which are too pale
/// and too heavy for dots, and three of Tol's muted scheme (2021).
const PALETTE: [&str; COLOURS] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#332288", "#999933", "#882255"];
/// Accounts in no territory.
const NOBODY: &str = "#9ca3af";
/// Room around the map and for its title, in pixels.
const MARGIN: i64 = 24;
const HEAD: i64 = 84;
/// Territories whose names are written at their homes, at most.
const NAMES_MAX: usize = 60;

const STYLE: &str = "text{font-family:system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;font-size:11px;\
fill:#111827;paint-order:stroke;stroke:#fff;stroke-width:3px}.title{font-size:18px;font-weight:600;stroke:none}\
.line{font-size:12px;fill:#374151;stroke:none}.moved{stroke:#111827;stroke-width:1.1}\
.flow{stroke:#111827;stroke-opacity:.35;fill:none}.home{fill:#111827;stroke:#fff;stroke-width:.8}";

/// The map as SVG.
#[must_use]
pub fn svg(map: &Map) -> String {
    let (width, height) = (map.size.0 / 100 + 2 * MARGIN, map.size.1 / 100 + HEAD + MARGIN);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         width=\"{width}\" height=\"{height}\">"
    );
    let _ = writeln!(out, "<title>{}</title><style>{STYLE}</style>", escaped(&map.title));
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
    let _ = writeln!(out, "<text class=\"title\" x=\"{MARGIN}\" y=\"30\">{}</text>", escaped(&map.title));
    for (number, line) in map.lines.iter().take(2).enumerate() {
        let y = 50 + 17 * i64::try_from(number).unwrap_or(0);
        let _ = writeln!(out, "<text class=\"line\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(line));
    }
    let _ = writeln!(out, "<g transform=\"translate({MARGIN} {HEAD})\">");
    dots(map, &mut out);
    flows(map, &mut out);
    homes(map, &mut out);
    out.push_str("</g>\n</svg>\n");
    out
}

/// Hundredths as a number with what decimals it has: 1250 is 12.5.
fn number(hundredths: i64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn dots(map: &Map, out: &mut String) {
    let count: usize = map.dots.iter().map(|dot| dot.accounts.len()).sum();
    // Many dots are small ones.
    let radius = match count {
        0..2_000 => 300,
        2_000..20_000 => 200,
        _ => 140,
    };
    // Dots of moved accounts are drawn last, above the others.
    for moved in [false, true] {
        for dot in &map.dots {
            let was: Vec<&(String, Option<String>)> =
                dot.accounts.iter().filter(|account| account.1.is_some()).collect();
            if was.is_empty() == moved {
                continue;
            }
            let area = dot.territory.and_then(|unit| map.areas.get(usize::try_from(unit).ok()?));
            let colour = area.map_or(NOBODY, |area| PALETTE[area.colour % COLOURS]);
            let name = area.map_or("in no territory", |area| area.name.as_str());
            let grown = radius + 30 * i64::try_from(dot.accounts.len().min(20)).unwrap_or(0) - 30;
            let class = if moved { " class=\"moved\"" } else { "" };
            let _ = write!(
                out,
                "<circle{class} cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{colour}\"><title>",
                number(dot.at.0),
                number(dot.at.1),
                number(grown)
            );
            let ids: Vec<&str> = dot.accounts.iter().take(6).map(|account| account.0.as_str()).collect();
            let more = if dot.accounts.len() > 6 { " …" } else { "" };
            let _ = write!(out, "{}: {}{more}", escaped(name), escaped(&ids.join(", ")));
            if let Some((id, Some(was))) = was.first() {
                let from = if was.is_empty() { "nobody" } else { was.as_str() };
                let _ = write!(out, "; {} from {}", escaped(id), escaped(from));
            }
            out.push_str("</title></circle>\n");
        }
    }
}

fn flows(map: &Map, out: &mut String) {
    let most = map.flows.iter().map(|flow| flow.accounts).max().unwrap_or(1).max(1);
    for flow in &map.flows {
        let ((x1, y1), (x2, y2)) = flow.ends;
        let width = 60 + 340 * flow.accounts / most;
        let _ = writeln!(
            out,
            "<line class=\"flow\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke-width=\"{}\"><title>{} accounts from \
             {} to {}</title></line>",
            number(x1),
            number(y1),
            number(x2),
            number(y2),
            number(width),
            flow.accounts,
            escaped(&flow.names.0),
            escaped(&flow.names.1)
        );
    }
}

/// A star of five points around the home of each territory, and its name where there is room for names.
fn homes(map: &Map, out: &mut String) {
    // Hundredths of a pixel: five points 6 pixels from the middle, five dents 2.4 pixels from it.
    const STAR: [(i64, i64); 10] = [
        (0, -600),
        (141, -194),
        (571, -185),
        (228, 74),
        (353, 485),
        (0, 240),
        (-353, 485),
        (-228, 74),
        (-571, -185),
        (-141, -194),
    ];
    for area in &map.areas {
        let Some(((x, y), _)) = area.home else { continue };
        let corner = |(right, down): &(i64, i64)| format!("{},{}", signed(x + right), signed(y + down));
        let corners: Vec<String> = STAR.iter().map(corner).collect();
        let title = format!("{} {} · {} accounts", area.name, area.reps, area.accounts);
        let _ = writeln!(
            out,
            "<polygon class=\"home\" points=\"{}\"><title>{}</title></polygon>",
            corners.join(" "),
            escaped(&title)
        );
    }
    if map.areas.len() <= NAMES_MAX {
        for area in &map.areas {
            let Some(((x, y), _)) = area.home else { continue };
            // Names near the right edge stand to the left of their stars.
            let right = x > map.size.0 - 8_000;
            let (x, anchor) = if right { (x - 800, " text-anchor=\"end\"") } else { (x + 800, "") };
            let _ = writeln!(
                out,
                "<text{anchor} x=\"{}\" y=\"{}\">{}</text>",
                signed(x),
                signed(y + 400),
                escaped(&area.name)
            );
        }
    }
}

fn signed(hundredths: i64) -> String {
    if hundredths < 0 { format!("-{}", number(-hundredths)) } else { number(hundredths) }
}

/// The map as a page that needs nothing else: the picture, and a table of the territories in their colours.
#[must_use]
pub fn html(map: &Map) -> String {
    let mut rows = String::new();
    for area in &map.areas {
        let index = area.index.map_or(String::new(), |index| {
            let hundredths = (index + 5_000) / 10_000;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        });
        let _ = writeln!(
            rows,
            "<tr><td><span style=\"background:{}\"></span>{}</td><td>{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{index}</td></tr>",
            PALETTE[area.colour % COLOURS],
            escaped(&area.name),
            escaped(&area.reps),
            area.accounts
        );
    }
    let style = "body{font-family:system-ui,'Segoe UI',sans-serif;margin:1.5rem;color:#111827}svg{max-width:100%;\
                 height:auto}table{border-collapse:collapse;margin-top:1rem;font-size:.9rem}td,th{padding:.2rem .8rem \
                 .2rem 0;border-bottom:1px solid #e5e7eb;text-align:left}.n{text-align:right}td span{display:\
                 inline-block;width:.8rem;height:.8rem;border-radius:50%;margin-right:.5rem}";
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><style>{style}</style></head><body>\n{}<table><thead><tr>\
         <th>Territory</th><th>Rep</th><th class=\"n\">Accounts</th><th class=\"n\">Index</th></tr></thead><tbody>\n\
         {rows}</tbody></table>\n</body></html>\n",
        escaped(&map.title),
        svg(map)
    )
}

/// The map as `GeoJSON`: a point for each account and each home.
#[must_use]
pub fn geojson(map: &Map) -> String {
    let degrees = |(latitude, longitude): (i32, i32)| -> Value {
        let plain = |millionths: i32| -> Value {
            let sign = if millionths < 0 { "-" } else { "" };
            let text = format!(
                "{sign}{}.{:06}",
                millionths.unsigned_abs() / 1_000_000,
                millionths.unsigned_abs() % 1_000_000
            );
            serde_json::from_str(&text).unwrap_or(Value::Null)
        };
        json!([plain(longitude), plain(latitude)])
    };
    let mut features = Vec::new();
    for dot in &map.dots {
        let area = dot.territory.and_then(|unit| map.areas.get(usize::try_from(unit).ok()?));
        for (id, was) in &dot.accounts {
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": degrees(dot.degrees) },
                "properties": {
                    "kind": "account",
                    "account_id": id,
                    "territory": area.map(|area| area.name.as_str()),
                    "rep_id": area.map(|area| area.reps.as_str()),
                    "previous": was,
                    "moved": was.is_some(),
                    "marker-color": area.map_or(NOBODY, |area| PALETTE[area.colour % COLOURS]),
                },
            }));
        }
    }
    for area in &map.areas {
        let Some((_, home)) = area.home else { continue };
        features.push(json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": degrees(home) },
            "properties": {
                "kind": "home",
                "territory": area.name,
                "rep_id": area.reps,
                "accounts": area.accounts,
                "marker-symbol": "star",
                "marker-color": PALETTE[area.colour % COLOURS],
            },
        }));
    }
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::territory_map::{Area, Dot};

    fn small() -> Map {
        let area = |name: &str, colour| Area {
            name: name.to_owned(),
            reps: "R1".to_owned(),
            colour,
            home: Some(((50, 5_000), (40_000_000, -74_500_000))),
            accounts: 1,
            index: Some(1_250_000),
        };
        Map {
            title: "Territories by potential <b>".to_owned(),
            lines: vec!["as of 2026-11-20".to_owned()],
            size: (100_000, 50_000),
            dots: vec![Dot {
                at: (1_250, 5_000),
                degrees: (40_712_800, -74_006_000),
                territory: Some(1),
                accounts: vec![("A&1".to_owned(), Some("East".to_owned()))],
            }],
            areas: vec![area("East", 0), area("West", 1)],
            flows: vec![],
        }
    }

    #[test]
    fn names_are_text_and_positions_are_plain() {
        let picture = svg(&small());
        assert!(picture.contains("cx=\"12.5\" cy=\"50\""), "{picture}");
        assert!(picture.contains("West: A&amp;1; A&amp;1 from East"), "{picture}");
        assert!(picture.contains("potential &lt;b&gt;") && !picture.contains("<b>"));
        // The left point of the star stands 5.71 pixels left of half a pixel.
        assert!(picture.contains("-5.21,"), "{picture}");
        assert!(html(&small()).contains("<td class=\"n\">1.25</td>"));
    }

    #[test]
    fn geojson_has_longitude_first() {
        let text = geojson(&small());
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["features"].as_array().unwrap().len(), 3);
        assert_eq!(read["features"][0]["geometry"]["coordinates"], json!([-74.006, 40.7128]));
        assert_eq!(read["features"][0]["properties"]["previous"], "East");
        assert_eq!(read["features"][1]["properties"]["kind"], "home");
    }
}
