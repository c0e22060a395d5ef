//! Tables of Ethereum addresses taken from explorers: Forta's labelled data sets (phishing, exploits)
//! and Tutela's known addresses.
//!
//! The one thing to know: all are second-hand crawls of one explorer's labels, so their confidence is
//! `web_crawl`, and none says when. Tutela's `tags` are free words: those that mean a category are
//! taken, the others stand in the claim's context.

use std::borrow::Cow;

use super::draft::Draft;
use super::error::LabelError;
use super::intake::Intake;
use super::subject::Written;
use super::table::{Row, Table};
use super::{File, Title, category};

/// A table by its columns, and where in it things stand.
struct Layout {
    columns: &'static [&'static str],
    title: &'static str,
    source: &'static str,
    address: &'static str,
    /// The first that is not empty is the label.
    labels: &'static [&'static str],
    /// Where words for categories stand.
    words: &'static [&'static str],
    /// What every row is, beside its words.
    category: Option<&'static str>,
    /// What a word list is separated by.
    separator: char,
}

const LAYOUTS: [Layout; 5] = [
    Layout {
        columns: &["banned_address", "wallet_tag", "data_source"],
        title: "Forta: malicious labels",
        source: "Forta labelled-datasets, from Etherscan",
        address: "banned_address",
        labels: &["wallet_tag", "data_source"],
        words: &["data_source"],
        category: None,
        separator: ',',
    },
    Layout {
        columns: &["contract_address", "contract_tag", "contract_creator"],
        title: "Forta: malicious contracts",
        source: "Forta labelled-datasets",
        address: "contract_address",
        labels: &[
            "contract_tag",
            "notes",
            "contract_creator_tag",
            "contract_creator_etherscan_label",
        ],
        words: &["contract_creator_etherscan_label"],
        category: Some("exploit"),
        separator: ',',
    },
    Layout {
        columns: &["address", "etherscan_tag", "etherscan_labels"],
        title: "Forta: phishing scams",
        source: "Forta labelled-datasets, from Etherscan",
        address: "address",
        labels: &["etherscan_tag", "etherscan_labels"],
        words: &["etherscan_labels"],
        category: None,
        separator: ',',
    },
    Layout {
        columns: &["address", "name", "account_type", "entity", "legitimacy", "tags"],
        title: "Tutela: known addresses",
        source: "Tutela, known addresses",
        address: "address",
        labels: &["name", "tags", "entity"],
        words: &["entity", "tags"],
        category: None,
        separator: ',',
    },
    Layout {
        columns: &["address", "name", "account_type", "type", "legitimacy", "tags"],
        title: "Tutela: Tornado Cash",
        source: "Tutela, Tornado Cash pools",
        address: "address",
        labels: &["name"],
        words: &["type", "tags"],
        category: None,
        separator: ',',
    },
];

fn layout(columns: &[&str]) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.columns.iter().all(|column| columns.contains(column)))
}

pub fn fits(columns: &[&str]) -> bool {
    layout(columns).is_some()
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    let mut table = Table::with_header(file, b',')?;
    let layout = layout(&table.columns()).ok_or_else(|| {
        LabelError::line(file.name, 1, "not the columns of an explorer's table known here")
    })?;
    let address = table.needed(layout.address)?;
    let find = |names: &[&str]| -> Vec<usize> {
        names.iter().filter_map(|name| table.column(name)).collect()
    };
    let (labels, words) = (find(layout.labels), find(layout.words));
    while let Some(row) = table.next()? {
        let draft = draft(&row, layout, address, &labels, &words);
        intake.offer(row.line, row.at(address), Ok(draft));
    }
    Ok(Title { title: layout.title.to_owned(), creator: layout.source.to_owned() })
}

fn draft<'r>(
    row: &Row<'r>,
    layout: &'static Layout,
    address: usize,
    labels: &[usize],
    words: &[usize],
) -> Draft<'r> {
    let mut draft = Draft::new(Written::Address(row.at(address)));
    draft.ticker = Some("ETH");
    let label = labels.iter().map(|column| row.at(*column)).find(|text| !text.is_empty());
    draft.label = Cow::Borrowed(label.unwrap_or(""));
    let mut left = Vec::new();
    for column in words {
        for word in row.at(*column).split(layout.separator).map(str::trim) {
            match meaning(word) {
                Some(meaning) => draft.categories.push(meaning),
                None if word.is_empty() => {}
                None => left.push(word),
            }
        }
    }
    draft.categories.extend(layout.category);
    if !left.is_empty() {
        draft.context = Some(serde_json::json!({ "tags": left }).to_string());
    }
    draft.source = Cow::Borrowed(layout.source);
    draft.confidence = Some("web_crawl");
    draft
}

/// The category an explorer's word stands for.
fn meaning(word: &str) -> Option<&'static str> {
    match word {
        "etherscan-phish-hack-list" => Some("phishing"),
        "etherscan-exploit-list" => Some("exploit"),
        "etherscan-heist-list" => Some("service_hack"),
        _ => category::read(word).map(|read| read.category.id()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn explorers_words_become_categories_or_context() {
        check(
            "known.csv",
            "address,name,account_type,entity,legitimacy,tags\n\
             0xd90e2f925da726b50c4ed8d0fb90ad053324f31b,Router,contract,tornado,0,\"tornado.cash,token sale\"\n\
             0x722122df12d4e14e13ac3b6895a86e84145b6967,,eoa,,0,phish / hack\n",
            &expect![[r#"
                explorer-csv · Tutela: known addresses · Tutela, known addresses
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: Router #mixing_service (web_crawl 20) <Tutela, known addresses> {"tags":["tornado.cash","token sale"]}
                0x722122dF12D4e14e13Ac3b6895a86e84145b6967 ETH: phish / hack #phishing (web_crawl 20) <Tutela, known addresses>
                2 × row: 2 taken, 0 again, 0 refused
                left out: date 2
            "#]],
        );
        check(
            "scams.csv",
            "address,etherscan_tag,etherscan_labels,is_contract\n\
             0xd90e2f925da726b50c4ed8d0fb90ad053324f31b,Fake_Phishing1,phish-hack,False\n",
            &expect![[r#"
                explorer-csv · Forta: phishing scams · Forta labelled-datasets, from Etherscan
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: Fake_Phishing1 #phishing (web_crawl 20) <Forta labelled-datasets, from Etherscan>
                1 × row: 1 taken, 0 again, 0 refused
                left out: date 1
            "#]],
        );
        check(
            "labels.csv",
            "banned_address,wallet_tag,data_source\n\
             0xd90e2f925da726b50c4ed8d0fb90ad053324f31b,Heist 1,etherscan-heist-list\n",
            &expect![[r#"
                explorer-csv · Forta: malicious labels · Forta labelled-datasets, from Etherscan
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: Heist 1 #service_hack (web_crawl 20) <Forta labelled-datasets, from Etherscan>
                1 × row: 1 taken, 0 again, 0 refused
                left out: date 1
            "#]],
        );
    }
}
