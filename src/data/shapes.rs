//! Shapes of counties, postal areas and the like from `GeoJSON` (RFC 7946): the rings of polygons in millionths of a
//! degree, each under the name that the accounts have for it. Whose colour a shape has is left to the map.

use serde_json::Value;
use thiserror::Error;

use crate::money::Percent;

/// One ring: latitude and longitude of its corners, in millionths of a degree.
pub type Ring = Vec<(i32, i32)>;

/// One shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// The name by which accounts are in it.
    pub key: String,
    /// Its polygons: an outer ring each, and its holes.
    pub polygons: Vec<Vec<Ring>>,
}

/// Why shapes cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShapeError {
    /// The text is no `GeoJSON` of features.
    #[error("it is no GeoJSON with `features`: {0}")]
    NotFeatures(String),
    /// A feature without the name.
    #[error("feature {number} has no {}; its properties are {}", known(.property.as_deref()), .properties.join(", "))]
    NoKey {
        /// Which one, from 1.
        number: usize,
        /// The property that was asked for.
        property: Option<String>,
        /// Those that it has.
        properties: Vec<String>,
    },
    /// A position that is none.
    #[error("feature {number} has a position that is no longitude and latitude: {position}")]
    Position {
        /// Which one, from 1.
        number: usize,
        /// The position.
        position: String,
    },
}

fn known(property: Option<&str>) -> String {
    property.map_or_else(|| "`id`".to_owned(), |name| format!("property `{name}`"))
}

/// The shapes of a text; features that are no polygons are left out. The name of a shape is the property that is asked
/// for, else the `id` of its feature, else its property `id` or, as the Census Bureau calls it, `GEOID`.
pub fn shapes(text: &str, property: Option<&str>) -> Result<Vec<Shape>, ShapeError> {
    let wrong = |reason: String| ShapeError::NotFeatures(reason);
    let whole: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let features = whole.get("features").and_then(Value::as_array);
    let features = features.ok_or_else(|| wrong("there is no list of that name".to_owned()))?;
    let mut found = Vec::with_capacity(features.len());
    for (number, feature) in (1_usize..).zip(features) {
        let polygons =
            polygons(&feature["geometry"]).map_err(|position| ShapeError::Position { number, position })?;
        if polygons.is_empty() {
            continue;
        }
        let key = key(feature, property).ok_or_else(|| ShapeError::NoKey {
            number,
            property: property.map(str::to_owned),
            properties: feature["properties"]
                .as_object()
                .map_or_else(Vec::new, |all| all.keys().cloned().collect()),
        })?;
        found.push(Shape { key, polygons });
    }
    Ok(found)
}

fn key(feature: &Value, property: Option<&str>) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let own = |name: &str| feature["properties"].get(name).and_then(text);
    match property {
        Some(name) => own(name),
        None => feature.get("id").and_then(text).or_else(|| own("id")).or_else(|| own("GEOID")),
    }
}

/// The polygons of a geometry; none of one that is no polygon. The error is a position that is none.
fn polygons(geometry: &Value) -> Result<Vec<Vec<Ring>>, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let all: Vec<Value> = match geometry["type"].as_str() {
        Some("Polygon") => vec![geometry["coordinates"].clone()],
        Some("MultiPolygon") => list(&geometry["coordinates"]),
        Some("GeometryCollection") => {
            let parts: Result<Vec<_>, String> = list(&geometry["geometries"]).iter().map(polygons).collect();
            return Ok(parts?.concat());
        }
        _ => Vec::new(),
    };
    let ring = |ring: &Value| list(ring).iter().map(position).collect::<Result<Ring, String>>();
    all.iter().map(|polygon| list(polygon).iter().map(ring).collect()).collect()
}

fn position(value: &Value) -> Result<(i32, i32), String> {
    let wrong = || value.to_string();
    // A number as text with six decimals, so that it is read like a coordinate of a table.
    let degrees = |place: usize, most: i64| {
        let number = value.get(place)?.as_f64()?;
        let raw = Percent::parse(&format!("{number:.6}")).ok()?.raw();
        i32::try_from(raw).ok().filter(|_| raw.abs() <= most)
    };
    let longitude = degrees(0, 180_000_000).ok_or_else(wrong)?;
    Ok((degrees(1, 90_000_000).ok_or_else(wrong)?, longitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "01001", "properties": {"NAME": "Autauga"}, "geometry":
            {"type": "Polygon", "coordinates": [[[-86.5, 32.25], [-86, 32.25], [-86, 32.7512344], [-86.5, 32.25]]]}},
        {"type": "Feature", "id": 7, "properties": {"NAME": "Isles"}, "geometry":
            {"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 2], [1, 2]]], [[[5, 6, 100], [7, 6], [5, 6]]]]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}"#;

    #[test]
    fn polygons_are_rings_of_north_and_east() {
        let found = shapes(TWO, None).unwrap();
        assert_eq!(found.iter().map(|shape| shape.key.as_str()).collect::<Vec<_>>(), ["01001", "7"]);
        assert_eq!(
            found[0].polygons[0][0][..3],
            [(32_250_000, -86_500_000), (32_250_000, -86_000_000), (32_751_234, -86_000_000)]
        );
        assert_eq!(
            found[1].polygons.iter().map(|polygon| polygon[0][0]).collect::<Vec<_>>(),
            [(2_000_000, 1_000_000), (6_000_000, 5_000_000)]
        );
        assert_eq!(shapes(TWO, Some("NAME")).unwrap()[1].key, "Isles");
    }

    #[test]
    fn what_is_no_shape_is_refused_by_name() {
        let words = |text: &str, property| shapes(text, property).unwrap_err().to_string();
        assert_eq!(words(TWO, Some("name")), "feature 1 has no property `name`; its properties are NAME");
        let swapped = TWO.replace("[-86.5, 32.25], [-86, 32.25]", "[32.25, -186.5]");
        assert_eq!(
            words(&swapped, None),
            "feature 1 has a position that is no longitude and latitude: [32.25,-186.5]"
        );
        assert!(words("{}", None).starts_with("it is no GeoJSON with `features`"));
        assert!(words("[", None).starts_with("it is no GeoJSON with `features`"));
    }
}
