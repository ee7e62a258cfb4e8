//! A map of territories as SVG, as a page of its own, and as `GeoJSON` (RFC 7946). Positions are whole hundredths of a
//! pixel, so that the same map gives the same bytes everywhere.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::markup::escaped;
use crate::report::territory_map::{Area, COLOURS, Dot, Map, Region};

/// Colours that the colour-blind tell apart: those of Okabe and Ito (2008) without yellow and black, which are too pale
/// and too heavy for dots, and three of Tol's muted scheme (2021).
const PALETTE: [&str; COLOURS] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#332288", "#999933", "#882255"];
/// Accounts in no territory.
const NOBODY: &str = "#9ca3af";
/// Room around the map and for its title, in pixels.
const MARGIN: i64 = 24;
const HEAD: i64 = 84;
/// From so many places on, the dots of a territory are one path, and only moved accounts have a name to hover over.
const NAMED: usize = 6_000;
/// From so many places with moved accounts on, their rings are thin.
const CROWD: usize = 400;
/// The width of a letter of a name, and the height of a name, in hundredths of a pixel.
const LETTER: (i64, i64) = (640, 1_200);

const STYLE: &str = "text{font-family:system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;font-size:11px;\
fill:#111827;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.title{font-size:18px;\
font-weight:600;stroke:none}.line{font-size:12px;fill:#374151;stroke:none}.inset{fill:none;stroke:#9ca3af}\
.place{font-size:10px;fill:#6b7280}\
.region{stroke:#fff;stroke-width:.6;fill-rule:evenodd}.empty{fill:#eef0f2}.moved{stroke:#111827;\
stroke-width:1.2}.moved.many{stroke-width:.5}.flow{stroke:#111827;stroke-opacity:.55;fill:none}\
.home{fill:#111827;stroke:#fff;stroke-width:.8}";

/// The map as SVG.
#[must_use]
pub fn svg(map: &Map) -> String {
    let (width, height) = (map.size.0 / 100 + 2 * MARGIN, map.size.1 / 100 + HEAD + MARGIN);
    let mut out = opened(map, width, height, &format!("width=\"{width}\" height=\"{height}\""));
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
    let _ = writeln!(out, "<text class=\"title\" x=\"{MARGIN}\" y=\"30\">{}</text>", escaped(&map.title));
    for (number, line) in lines(map).iter().take(2).enumerate() {
        let y = 50 + 17 * i64::try_from(number).unwrap_or(0);
        let _ = writeln!(out, "<text class=\"line\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(line));
    }
    let _ = writeln!(out, "<g transform=\"translate({MARGIN} {HEAD})\">");
    picture(map, &mut out);
    out.push_str("</g>\n</svg>\n");
    out
}

fn opened(map: &Map, width: i64, height: i64, size: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" {size}>\n\
         <title>{}</title><style>{STYLE}</style>\n<defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
         markerWidth=\"7\" markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" \
         fill=\"#111827\"/></marker></defs>\n",
        escaped(&map.title)
    )
}

/// The lines below the title, and what the signs mean.
fn lines(map: &Map) -> Vec<String> {
    let mut lines = map.lines.clone();
    if map.moves {
        lines.push(
            "star: home · dark ring: moved · arrow: from where and to where, as thick as accounts are many"
                .to_owned(),
        );
    } else {
        lines.push("star: home".to_owned());
    }
    lines
}

fn picture(map: &Map, out: &mut String) {
    regions(map, out);
    dots(map, out);
    for inset in &map.insets {
        let (left, top, width, height) = inset.frame;
        let _ = writeln!(
            out,
            "<rect class=\"inset\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\"/>\
             <text class=\"place\" x=\"{}\" y=\"{}\">{}</text>",
            number(left),
            number(top),
            number(width),
            number(height),
            number(left),
            number(top - 400),
            escaped(&inset.caption)
        );
    }
    flows(map, out);
    homes(map, out);
}

/// Hundredths as a number with what decimals it has: 1250 is 12.5, -5 is -0.05.
fn number(hundredths: i64) -> String {
    let (sign, size) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    let text = format!("{sign}{}.{:02}", size / 100, size % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The same to a tenth of a pixel, which is enough for borders.
fn tenth(hundredths: i64) -> String {
    number((hundredths + 5).div_euclid(10) * 10)
}

fn area_of(map: &Map, territory: Option<u32>) -> Option<(usize, &Area)> {
    let place = usize::try_from(territory?).ok()?;
    Some((place, map.areas.get(place)?))
}

fn colour(area: &Area) -> &'static str {
    PALETTE[area.colour % COLOURS]
}

/// Does something for the accounts in no territory, and then within a group for each territory.
fn by_territory(map: &Map, kind: char, out: &mut String, inside: &dyn Fn(Option<u32>, &mut String)) {
    let all = [None].into_iter().chain((0_u32..).take(map.areas.len()).map(Some));
    for territory in all {
        let mut text = String::new();
        inside(territory, &mut text);
        if text.is_empty() {
            continue;
        }
        let (class, colour) = match area_of(map, territory) {
            Some((place, area)) => (format!(" t{place}"), colour(area)),
            None => (String::new(), NOBODY),
        };
        let _ = writeln!(out, "<g class=\"t{class}\" fill=\"{colour}\" data-kind=\"{kind}\">\n{text}</g>");
    }
}

fn regions(map: &Map, out: &mut String) {
    let path = |region: &Region| {
        let mut path = String::new();
        for ring in &region.rings {
            for (place, (x, y)) in ring.iter().enumerate() {
                let _ = write!(path, "{}{} {}", if place == 0 { "M" } else { "L" }, tenth(*x), tenth(*y));
            }
            path.push('z');
        }
        path
    };
    let named = |region: &Region, name: &str| format!("{}: {name}", escaped(&region.key));
    for region in map.regions.iter().filter(|region| region.accounts == 0) {
        let _ = writeln!(out, "<path class=\"region empty\" d=\"{}\"/>", path(region));
    }
    by_territory(map, 'r', out, &|territory, out| {
        let name = area_of(map, territory).map_or("in no territory", |(_, area)| area.name.as_str());
        for region in map.regions.iter().filter(|region| region.accounts > 0 && region.territory == territory)
        {
            let title = named(region, &escaped(name));
            let _ =
                writeln!(out, "<path class=\"region\" d=\"{}\"><title>{title}</title></path>", path(region));
        }
    });
}

/// The radius of a dot, in hundredths of a pixel: less than a third of the way between dots that fill the map.
fn radius(map: &Map) -> i64 {
    let count = i64::try_from(map.dots.len().max(1)).unwrap_or(i64::MAX);
    (map.size.0 * map.main / count).isqrt().saturating_mul(27).div_euclid(100).clamp(110, 450)
}

fn dots(map: &Map, out: &mut String) {
    let radius = radius(map);
    let moved = |dot: &&Dot| dot.accounts.iter().any(|account| account.1.is_some());
    by_territory(map, 'd', out, &|territory, out| {
        let mut dots = map.dots.iter().filter(|dot| dot.territory == territory && !moved(dot)).peekable();
        if map.dots.len() < NAMED {
            for dot in dots {
                circle(map, dot, radius, "", out);
            }
        } else if dots.peek().is_some() {
            // Strokes of no length with round ends are dots, at a quarter of the bytes.
            let mut places = String::new();
            for dot in dots {
                let _ = write!(places, "M{} {}h0", tenth(dot.at.0), tenth(dot.at.1));
            }
            let (name, colour) = area_of(map, territory)
                .map_or(("in no territory", NOBODY), |(_, area)| (area.name.as_str(), colour(area)));
            let _ = writeln!(
                out,
                "<path d=\"{places}\" stroke=\"{colour}\" stroke-width=\"{}\" stroke-linecap=\"round\" \
                 fill=\"none\"><title>{}</title></path>",
                number(2 * radius),
                escaped(name)
            );
        }
    });
    // Dots of moved accounts stand above all others; where they are many, thin rings leave their colours to be seen.
    let many = map.dots.iter().filter(moved).count() > CROWD;
    let (least, class) = if many { (170, " class=\"moved many\"") } else { (220, " class=\"moved\"") };
    by_territory(map, 'm', out, &|territory, out| {
        for dot in map.dots.iter().filter(|dot| dot.territory == territory).filter(moved) {
            circle(map, dot, radius.max(least), class, out);
        }
    });
}

fn circle(map: &Map, dot: &Dot, radius: i64, class: &str, out: &mut String) {
    let name = area_of(map, dot.territory).map_or("in no territory", |(_, area)| area.name.as_str());
    let grown = radius + 30 * i64::try_from(dot.accounts.len().min(20)).unwrap_or(0) - 30;
    let (x, y) = (number(dot.at.0), number(dot.at.1));
    let _ = write!(out, "<circle{class} cx=\"{x}\" cy=\"{y}\" r=\"{}\"><title>", number(grown));
    let ids: Vec<&str> = dot.accounts.iter().take(6).map(|account| account.0.as_str()).collect();
    let more = if dot.accounts.len() > 6 { " …" } else { "" };
    let _ = write!(out, "{}: {}{more}", escaped(name), escaped(&ids.join(", ")));
    if let Some((id, Some(was))) = dot.accounts.iter().find(|account| account.1.is_some()) {
        let from = if was.is_empty() { "nobody" } else { was.as_str() };
        let _ = write!(out, "; {} from {}", escaped(id), escaped(from));
    }
    out.push_str("</title></circle>\n");
}

/// Arrows from home to home, bent a little to the left so that there and back are two.
fn flows(map: &Map, out: &mut String) {
    let most = map.flows.iter().map(|flow| flow.accounts).max().unwrap_or(1).max(1);
    for flow in &map.flows {
        let ((x1, y1), (x2, y2)) = flow.ends;
        let width = 60 + 340 * flow.accounts / most;
        let (across, down) = (x2 - x1, y2 - y1);
        let middle = (x1 + across / 2 + down * 15 / 100, y1 + down / 2 - across * 15 / 100);
        let _ = writeln!(
            out,
            "<path class=\"flow\" d=\"M{} {}Q{} {} {} {}\" stroke-width=\"{}\" marker-end=\"url(#to)\"><title>{} \
             from {} to {}</title></path>",
            number(x1),
            number(y1),
            number(middle.0),
            number(middle.1),
            number(x2),
            number(y2),
            number(width),
            if flow.accounts == 1 { "1 account".to_owned() } else { format!("{} accounts", flow.accounts) },
            escaped(&flow.names.0),
            escaped(&flow.names.1)
        );
    }
}

/// A star of five points around the home of each territory, and its name where there is room for it.
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
        let corner = |(right, down): &(i64, i64)| format!("{},{}", number(x + right), number(y + down));
        let corners: Vec<String> = STAR.iter().map(corner).collect();
        let title = format!("{} {} · {} accounts", area.name, area.reps, area.accounts);
        let _ = writeln!(
            out,
            "<polygon class=\"home\" points=\"{}\"><title>{}</title></polygon>",
            corners.join(" "),
            escaped(&title)
        );
    }
    for (name, (x, y)) in names(map) {
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\">{}</text>", number(x), number(y), escaped(name));
    }
}

/// Names with the left ends of their lines: to the right of their stars, else left, above or below, where neither a
/// star nor another name stands; the territory with most accounts chooses first.
fn names(map: &Map) -> Vec<(&str, (i64, i64))> {
    type Box = (i64, i64, i64, i64);
    let apart =
        |one: &Box, other: &Box| one.0 >= other.2 || other.0 >= one.2 || one.1 >= other.3 || other.1 >= one.3;
    let homes = || map.areas.iter().filter_map(|area| Some((area, area.home?.0)));
    let mut taken: Vec<Box> = homes().map(|(_, (x, y))| (x - 550, y - 550, x + 550, y + 550)).collect();
    let mut order: Vec<(&Area, (i64, i64))> = homes().collect();
    order.sort_by_key(|(area, _)| std::cmp::Reverse(area.accounts));
    let mut placed = Vec::new();
    for (area, (x, y)) in order {
        let wide = LETTER.0 * i64::try_from(area.name.chars().count()).unwrap_or(0) + 200;
        let left_ends = [
            (x + 700, y + 400),
            (x - 700 - wide, y + 400),
            (x - wide / 2, y - 800),
            (x - wide / 2, y + 1_600),
        ];
        for (left, base) in left_ends {
            let taking = (left, base - LETTER.1 + 250, left + wide, base + 250);
            let inside = taking.0 >= -2_000 && taking.2 <= map.size.0 + 2_000 && taking.1 >= -2_000;
            if inside && taken.iter().all(|other| apart(other, &taking)) {
                taken.push(taking);
                placed.push((area.name.as_str(), (left, base)));
                break;
            }
        }
    }
    placed
}

const PAGE: &str = "body{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;margin:0;padding:1rem 1.25rem;\
color:#111827}h1{font-size:1.25rem;margin:0 0 .25rem}p{margin:.1rem 0;color:#374151;font-size:.85rem}main{display:grid;\
gap:1.25rem;margin-top:.75rem}.map{overflow-x:auto}.map svg{display:block;width:100%;height:auto;min-width:860px}\
table{border-collapse:collapse;font-size:.85rem;width:100%}td,th{padding:.2rem .6rem .2rem 0;border-bottom:1px solid \
#e5e7eb;text-align:left;white-space:nowrap}th{position:sticky;top:0;background:#fff}.n{text-align:right}\
td a{color:inherit;text-decoration:none}td a:hover{text-decoration:underline}td span{display:inline-block;width:.8rem;\
height:.8rem;border-radius:50%;margin-right:.5rem;vertical-align:-1px}\
@media(min-width:1000px){main{grid-template-columns:minmax(0,1fr) max-content}.list{max-height:calc(100vh - 6rem);\
overflow-y:auto;padding-right:.5rem}}tr:target{background:#f3f4f6}";

/// The map as a page that needs nothing else: the picture, and a table of the territories in their colours. A click on
/// a territory leaves it alone on the map, without any script.
#[must_use]
pub fn html(map: &Map) -> String {
    let (mut rows, mut alone) = (String::new(), String::new());
    for (place, area) in map.areas.iter().enumerate() {
        let index = area.index.map_or(String::new(), |index| {
            let hundredths = (index + 5_000) / 10_000;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        });
        let moved =
            |count: i64| if map.moves { format!("<td class=\"n\">{count}</td>") } else { String::new() };
        let _ = writeln!(
            rows,
            "<tr id=\"t{place}\"><td><a href=\"#t{place}\"><span style=\"background:{}\"></span>{}</a></td><td>{}</td>\
             <td class=\"n\">{}</td>{}{}<td class=\"n\">{index}</td></tr>",
            colour(area),
            escaped(&area.name),
            escaped(&area.reps),
            area.accounts,
            moved(area.moved.0),
            moved(area.moved.1)
        );
        let _ = write!(alone, "main:has(#t{place}:target) .t:not(.t{place}){{opacity:.12}}");
    }
    let (width, height) = (map.size.0 / 100 + 2 * MARGIN, map.size.1 / 100 + 2 * MARGIN);
    let mut drawn = opened(map, width, height, "");
    let _ = writeln!(drawn, "<g transform=\"translate({MARGIN} {MARGIN})\">");
    picture(map, &mut drawn);
    drawn.push_str("</g>\n</svg>\n");
    let about: Vec<String> = lines(map).iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let about = about.concat();
    let moved = if map.moves { "<th class=\"n\">Came</th><th class=\"n\">Went</th>" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{0}</title><style>{PAGE}\n{alone}\
         </style></head><body>\n<h1>{0}</h1>{about}<p>A territory of the table alone: click on it; <a href=\"#\">all \
         again</a></p>\n<main><div class=\"map\">{drawn}</div><div class=\"list\"><table><thead><tr><th>Territory</th>\
         <th>Rep</th><th class=\"n\">Accounts</th>{moved}<th class=\"n\">Index</th></tr></thead><tbody>\n{rows}</tbody>\
         </table></div></main>\n</body></html>\n",
        escaped(&map.title)
    )
}

/// The map as `GeoJSON`: a polygon for each shape, a point for each account and each home.
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
    let mut features: Vec<Value> = map.regions.iter().map(|region| polygon(map, region, &degrees)).collect();
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

/// A shape with the colour that it has.
fn polygon(map: &Map, region: &Region, degrees: &dyn Fn((i32, i32)) -> Value) -> Value {
    let ring =
        |ring: &Vec<(i32, i32)>| Value::from(ring.iter().map(|corner| degrees(*corner)).collect::<Vec<_>>());
    let polygon = |rings: &Vec<Vec<(i32, i32)>>| Value::from(rings.iter().map(ring).collect::<Vec<_>>());
    let polygons: Vec<Value> = region.degrees.iter().map(polygon).collect();
    let area = area_of(map, region.territory).map(|(_, area)| area);
    json!({
        "type": "Feature",
        "id": region.key,
        "geometry": { "type": "MultiPolygon", "coordinates": polygons },
        "properties": {
            "kind": "shape",
            "territory": area.map(|area| area.name.as_str()),
            "accounts": region.accounts,
            "fill": area.map_or(NOBODY, colour),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::territory_map::Inset;

    fn small() -> Map {
        let area = |name: &str, colour| Area {
            name: name.to_owned(),
            reps: "R1".to_owned(),
            colour,
            home: Some(((50, 5_000), (40_000_000, -74_500_000))),
            accounts: 1,
            moved: (1, 0),
            index: Some(1_250_000),
        };
        Map {
            title: "Territories by potential <b>".to_owned(),
            lines: vec!["as of 2026-11-20".to_owned()],
            size: (100_000, 50_000),
            main: 50_000,
            insets: vec![Inset { frame: (0, 30_000, 9_000, 14_000), caption: "AK".to_owned() }],
            regions: vec![],
            moves: true,
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
