//! Counts of what the server does, in Prometheus' text format (version 0.0.4).
//!
//! Routes are counted by their patterns, never by what was asked for: an address looked up stands
//! in no count.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the latency histogram, in microseconds.
const BOUNDS_MICROS: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000,
    30_000_000,
];

#[derive(Debug, Default)]
struct Latency {
    buckets: [u64; BOUNDS_MICROS.len()],
    count: u64,
    sum_micros: u64,
}

#[derive(Debug, Default)]
struct Requests {
    /// By route, method and status.
    answered: BTreeMap<(String, String, u16), u64>,
    /// By route.
    latency: BTreeMap<String, Latency>,
}

/// What is counted while the server runs.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<Requests>,
    pub in_flight: AtomicU64,
    pub panics: AtomicU64,
    pub reloads: AtomicU64,
    pub reloads_failed: AtomicU64,
    pub connections: AtomicU64,
    pub connections_refused: AtomicU64,
}

/// What is read when it is asked for.
#[derive(Debug, Default)]
pub struct Gauges {
    pub rows: Vec<Gauge>,
}

#[derive(Debug)]
pub struct Gauge {
    pub name: &'static str,
    pub help: &'static str,
    pub labels: Vec<(&'static str, String)>,
    pub value: u64,
}

impl Metrics {
    /// A request was answered. A method that is none of HTTP's own is counted as "other", since
    /// anybody may invent methods.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        let method = if METHODS.contains(&method) { method } else { "other" };
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut requests = self.requests.lock().unwrap_or_else(|broken| broken.into_inner());
        *requests.answered.entry((route.to_owned(), method.to_owned(), status)).or_default() += 1;
        let latency = requests.latency.entry(route.to_owned()).or_default();
        latency.count += 1;
        latency.sum_micros = latency.sum_micros.saturating_add(micros);
        for (bucket, bound) in latency.buckets.iter_mut().zip(BOUNDS_MICROS) {
            *bucket += u64::from(micros <= bound);
        }
    }

    pub fn text(&self, gauges: &Gauges) -> String {
        let mut text = String::with_capacity(8 << 10);
        self.requests_text(&mut text);
        let counters = [
            ("kancil_panics_total", "Faults of the program that ended a request", &self.panics),
            ("kancil_atlas_reloads_total", "Ledgers or labels read anew", &self.reloads),
            (
                "kancil_atlas_reloads_failed_total",
                "Ledgers or labels that could not be read anew",
                &self.reloads_failed,
            ),
            ("kancil_connections_total", "Connections taken", &self.connections),
            (
                "kancil_connections_refused_total",
                "Connections refused, since there were too many",
                &self.connections_refused,
            ),
        ];
        for (name, help, count) in counters {
            head(&mut text, name, help, "counter");
            let _ = writeln!(text, "{name} {}", count.load(Ordering::Relaxed));
        }
        head(&mut text, "kancil_requests_in_flight", "Requests being answered", "gauge");
        let _ =
            writeln!(text, "kancil_requests_in_flight {}", self.in_flight.load(Ordering::Relaxed));
        let mut last = "";
        for gauge in &gauges.rows {
            if gauge.name != last {
                head(&mut text, gauge.name, gauge.help, "gauge");
                last = gauge.name;
            }
            let labels: Vec<String> = gauge
                .labels
                .iter()
                .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
                .collect();
            let labels = match labels.as_slice() {
                [] => String::new(),
                some => format!("{{{}}}", some.join(",")),
            };
            let _ = writeln!(text, "{}{labels} {}", gauge.name, gauge.value);
        }
        text
    }

    fn requests_text(&self, text: &mut String) {
        let requests = self.requests.lock().unwrap_or_else(|broken| broken.into_inner());
        let name = "kancil_http_requests_total";
        head(text, name, "Requests answered, by route, method and status", "counter");
        for ((route, method, status), count) in &requests.answered {
            let route = escaped(route);
            let _ = writeln!(
                text,
                "{name}{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}"
            );
        }
        let name = "kancil_http_request_duration_seconds";
        head(text, name, "Time until the head of an answer, by route", "histogram");
        for (route, latency) in &requests.latency {
            let route = escaped(route);
            for (bucket, bound) in latency.buckets.iter().zip(BOUNDS_MICROS) {
                let bound = seconds(bound);
                let _ =
                    writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {bucket}");
            }
            let Latency { count, sum_micros, .. } = latency;
            let _ = writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "{name}_sum{{route=\"{route}\"}} {}", seconds(*sum_micros));
            let _ = writeln!(text, "{name}_count{{route=\"{route}\"}} {count}");
        }
    }
}

fn head(text: &mut String, name: &str, help: &str, kind: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Microseconds as seconds, without a float.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_in_prometheus_words() {
        let metrics = Metrics::default();
        metrics.answered("/api/look", "GET", 200, Duration::from_micros(1_500));
        metrics.answered("/api/look", "GET", 200, Duration::from_secs(100));
        metrics.answered("/api/look", "EVIL\"}", 405, Duration::ZERO);
        let text = metrics.text(&Gauges {
            rows: vec![Gauge {
                name: "kancil_ledger_blocks",
                help: "Blocks held",
                labels: vec![("ledger", "a\"b".into())],
                value: 7,
            }],
        });
        for line in [
            "kancil_http_requests_total{route=\"/api/look\",method=\"GET\",status=\"200\"} 2",
            "kancil_http_requests_total{route=\"/api/look\",method=\"other\",status=\"405\"} 1",
            "kancil_http_request_duration_seconds_bucket{route=\"/api/look\",le=\"0.001\"} 1",
            "kancil_http_request_duration_seconds_bucket{route=\"/api/look\",le=\"0.0025\"} 2",
            "kancil_http_request_duration_seconds_bucket{route=\"/api/look\",le=\"+Inf\"} 3",
            "kancil_http_request_duration_seconds_sum{route=\"/api/look\"} 100.0015",
            "kancil_ledger_blocks{ledger=\"a\\\"b\"} 7",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\nis not in\n{text}");
        }
    }
}
