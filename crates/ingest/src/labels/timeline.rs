//! A list's history: `date,event,address`, where an event is `baseline` (was on it when the watching
//! began), `added` or `removed`.
//!
//! The one thing to know: each stay on the list becomes one claim, so a re-listing makes a second
//! one. A baseline's beginning is unknown (`seen`, not `from`); a removal's day is the first on which
//! the address is not listed.

use std::borrow::Cow;
use std::collections::HashMap;

use model::address::Address;
use model::claim::{ClaimSubject, Validity};
use model::refusal::quoted;
use model::time::Day;

use super::draft::{Draft, day};
use super::error::LabelError;
use super::intake::Intake;
use super::list::{OFAC, OFAC_CONFIDENCE, OFAC_LABEL, is_ofac};
use super::report::Reason;
use super::subject::{Conflict, Refusal, Written, resolve};
use super::table::{Table, delimiter};
use super::{File, Title};

pub fn fits(columns: &[&str]) -> bool {
    ["date", "event", "address"].iter().all(|column| columns.contains(column))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Baseline,
    Added,
    Removed,
}

struct Event {
    line: u64,
    day: Day,
    what: What,
    address: String,
    ticker: String,
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("event");
    let list = match &file.hints.list {
        Some(list) => list.as_str(),
        None if is_ofac(file) => OFAC,
        None => {
            let reason = "whose list this is stands nowhere in it: name the list";
            return Err(LabelError::refused(file.name, reason));
        }
    };
    let mut table = Table::with_header(file, delimiter(file.text))?;
    let (date, event) = (table.needed("date")?, table.needed("event")?);
    let address = table.needed("address")?;
    let asset = table.column("asset").or_else(|| table.column("currency"));
    // By address in the order of first appearance, so that the claims' order is the file's.
    let mut order: Vec<Vec<Event>> = Vec::new();
    let mut places: HashMap<Address, usize> = HashMap::new();
    while let Some(row) = table.next()? {
        let read =
            read_event(row.line, row.at(date), row.at(event), row.at(address), row.get(asset));
        let ticker = file.hints.ticker.as_deref();
        match read.and_then(|event| Ok((key(&event, ticker)?, event))) {
            Ok((address, event)) => {
                let place = *places.entry(address).or_insert_with(|| {
                    order.push(Vec::new());
                    order.len() - 1
                });
                order[place].push(event);
            }
            Err(refusal) => intake.reject(row.line, row.at(address), refusal),
        }
    }
    // From its first baseline on it tells of everybody; without one, only of changes. The history of
    // one asset is not the list's.
    let all = || order.iter().flatten();
    let baseline = all().filter(|event| event.what == What::Baseline).map(|event| event.day).min();
    if let (Some(from), Some(to), None) =
        (baseline, all().map(|event| event.day).max(), &file.hints.ticker)
    {
        intake.is_whole_history(list, from, to);
    }
    for mut events in order {
        events.sort_by_key(|event| event.day);
        offer_stays(file, list, &events, intake);
    }
    let creator = if list == OFAC { "OFAC" } else { list };
    Ok(Title { title: format!("{list}: additions and removals"), creator: creator.to_owned() })
}

fn read_event(
    line: u64,
    date: &str,
    event: &str,
    address: &str,
    ticker: &str,
) -> Result<Event, Refusal> {
    let what = match event.to_ascii_lowercase().as_str() {
        "baseline" => What::Baseline,
        "added" => What::Added,
        "removed" => What::Removed,
        _ => {
            let detail = format!("event {}: one of baseline, added, removed", quoted(event));
            return Err(Refusal::new(Reason::UnknownValue, detail));
        }
    };
    let day = day("date", date)?;
    Ok(Event { line, day, what, address: address.to_owned(), ticker: ticker.to_owned() })
}

fn ticker_of<'a>(event: &'a Event, hint: Option<&'a str>) -> Option<&'a str> {
    if event.ticker.is_empty() { hint } else { Some(&event.ticker) }
}

fn key(event: &Event, hint: Option<&str>) -> Result<Address, Refusal> {
    match resolve(ticker_of(event, hint), Written::Address(&event.address), Conflict::TakeForm)?
        .subject
    {
        ClaimSubject::Address(address) => Ok(address),
        ClaimSubject::Tx(_) => Err(Refusal::new(Reason::NotAnAddress, "a transaction")),
    }
}

/// One address's events, by day: every stay on the list is offered as one claim, every event is
/// counted once.
fn offer_stays(file: &File<'_>, list: &str, events: &[Event], intake: &mut Intake<'_>) {
    let mut open: Option<(&Event, Validity)> = None;
    let mut was_removed = false;
    for event in events {
        let began = match event.what {
            What::Baseline => Validity { seen: Some(event.day), ..Validity::default() },
            What::Added => Validity { from: Some(event.day), ..Validity::default() },
            What::Removed => {
                match open.take() {
                    Some((first, validity)) => {
                        let validity = Validity { to: Some(event.day), ..validity };
                        if offer(file, list, first, validity, intake) {
                            intake.join();
                        } else {
                            let detail = "it ends a stay whose beginning was refused";
                            let refusal = Refusal::new(Reason::BadDate, detail);
                            intake.reject(event.line, &event.address, refusal);
                        }
                    }
                    None if was_removed => intake.repeat(),
                    // Taken off without ever having been seen on it: it was, until this day.
                    None => {
                        let validity = Validity { to: Some(event.day), ..Validity::default() };
                        offer(file, list, event, validity, intake);
                    }
                }
                was_removed = true;
                continue;
            }
        };
        if open.is_some() {
            intake.repeat();
        } else {
            open = Some((event, began));
        }
    }
    if let Some((first, validity)) = open {
        offer(file, list, first, validity, intake);
    }
}

fn offer(
    file: &File<'_>,
    list: &str,
    event: &Event,
    validity: Validity,
    intake: &mut Intake<'_>,
) -> bool {
    let mut draft = Draft::new(Written::Address(&event.address));
    draft.ticker = ticker_of(event, None);
    draft.list = Some(Cow::Borrowed(list));
    draft.categories = vec!["sanction"];
    draft.confidence = Some(OFAC_CONFIDENCE);
    draft.label = Cow::Borrowed(if list == OFAC { OFAC_LABEL } else { list });
    let source = file.hints.source.clone();
    draft.source = source.unwrap_or_else(|| format!("{list}, changes from {}", file.name)).into();
    draft.validity = validity;
    intake.offer(event.line, &event.address, Ok(draft))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::Hints;
    use crate::labels::tests::{check, check_with, hints};

    const A: &str = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S";
    const B: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    #[test]
    fn every_stay_on_the_list_is_one_claim() {
        check(
            "ofac_timeline.csv",
            &format!(
                "date,event,address\n2024-09-26,baseline,{A}\n2024-12-05,added,{B}\n\
                 2025-03-22,removed,{A}\n2025-05-30,added,{A}\n"
            ),
            &expect![[r#"
                timeline · us-ofac-sdn: additions and removals · OFAC
                all of us-ofac-sdn, 2024-09-26 to 2025-05-30
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) seen 2024-09-26 to 2025-03-22 list=us-ofac-sdn <us-ofac-sdn, changes from ofac_timeline.csv>
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) from 2025-05-30 list=us-ofac-sdn <us-ofac-sdn, changes from ofac_timeline.csv>
                1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BTC: OFAC Specially Designated National #sanction (authority_data 60) from 2024-12-05 list=us-ofac-sdn <us-ofac-sdn, changes from ofac_timeline.csv>
                4 × event: 4 taken, 0 again, 0 refused
                left out: network 3
            "#]],
        );
    }

    #[test]
    fn events_count_by_their_day_and_repetitions_do_not() {
        check(
            "ofac.csv",
            &format!(
                "date,event,address\n2025-03-22,removed,{A}\n2024-12-05,added,{A}\n2024-12-06,added,{A}\n\
                 2025-03-23,removed,{A}\n2025-04-01,removed,{B}\n"
            ),
            &expect![[r#"
                timeline · us-ofac-sdn: additions and removals · OFAC
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) from 2024-12-05 to 2025-03-22 list=us-ofac-sdn <us-ofac-sdn, changes from ofac.csv>
                1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BTC: OFAC Specially Designated National #sanction (authority_data 60) to 2025-04-01 list=us-ofac-sdn <us-ofac-sdn, changes from ofac.csv>
                5 × event: 3 taken, 2 again, 0 refused
                left out: network 2
            "#]],
        );
    }

    #[test]
    fn a_history_of_no_known_list_is_not_taken_for_ofac_s() {
        let text = format!("date,event,address\n2025-03-22,added,{A}\n");
        check(
            "history.csv",
            &text,
            &expect![[r#"
            history.csv: whose list this is stands nowhere in it: name the list
        "#]],
        );
        let told = Hints { list: Some("th-amlo".into()), ..hints() };
        check_with(
            "history.csv",
            &text,
            &told,
            &expect![[r#"
            timeline · th-amlo: additions and removals · th-amlo
            12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: th-amlo #sanction (authority_data 60) from 2025-03-22 list=th-amlo <th-amlo, changes from history.csv>
            1 × event: 1 taken, 0 again, 0 refused
            left out: network 1
        "#]],
        );
    }

    #[test]
    fn an_event_that_cannot_be_is_refused() {
        check(
            "ofac.csv",
            &format!(
                "date,event,address\n2025-13-22,added,{A}\n2025-03-22,delisted,{A}\n2025-03-22,added,1x\n\
                 2030-03-22,added,{B}\n2030-03-22,baseline,{A}\n2030-03-23,removed,{A}\n"
            ),
            &expect![[r#"
                timeline · us-ofac-sdn: additions and removals · OFAC
                all of us-ofac-sdn, 2030-03-22 to 2030-03-23
                1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BTC: OFAC Specially Designated National #sanction (authority_data 60) from 2030-03-22 list=us-ofac-sdn <us-ofac-sdn, changes from ofac.csv>
                6 × event: 1 taken, 0 again, 5 refused
                refused 1: not a well-formed address
                  line 4 1x: '1x' is no address, transaction, output or block known here
                refused 1: a value that its field cannot take
                  line 3 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: event 'delisted': one of baseline, added, removed
                refused 3: a date that cannot be
                  line 2 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: date '2025-13-22' is no day: write YYYY-MM-DD
                  line 6 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: said on 2030-03-22, which is after this import
                  line 7 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: it ends a stay whose beginning was refused
                left out: network 1
            "#]],
        );
        check(
            "ofac.csv",
            &format!("date,event,address\n2025-03-22,added\n{A},,\n"),
            &expect![[r#"
                ofac.csv: line 2: 2 columns where there should be 3: a text with commas needs quotes
            "#]],
        );
    }
}
