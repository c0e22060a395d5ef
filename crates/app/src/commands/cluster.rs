//! `kancil cluster`: the addresses one holder seems to control, and why.

use api::ask::bounds::Bounds;
use api::ask::cluster::ClusterQuestion;
use api::cluster::ClusterView;

use crate::args::ClusterArgs;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world;
use api::sheet::Sheet;

pub fn run(data: &Data, args: &ClusterArgs) -> Result<Exit, Failure> {
    let question = ClusterQuestion {
        why: args.why,
        limit: args.limit,
        skip: args.skip,
        ..ClusterQuestion::new(&args.subject)
    };
    question.check(&Bounds::OWN)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    show(&question.answer(&atlas, &Bounds::OWN)?, args.shown.format)?;
    Ok(Exit::Done)
}

impl Show for ClusterView {
    fn page(&self, page: &mut Page) {
        let names = super::Names::of(&self.as_of);
        let size = super::counted(u64::from(self.size), "address");
        page.heading(&format!("Cluster {} ({size})", names.name(&self.root)));
        super::as_of_lines(&self.as_of, page);
        page.line("  a hypothesis: addresses that seem to be one holder's; it can contain errors");
        page.facts(&[
            ("rules", self.rules.clone()),
            ("received", format!("{} BTC", self.received.amount)),
            ("sent", format!("{} BTC", self.sent.amount)),
            (
                "balance",
                match &self.balance {
                    Some(balance) => format!("{} BTC", balance.amount),
                    None => "unknown".into(),
                },
            ),
        ]);
        if let Some(services) = &self.conflict {
            page.line(&format!(
                "  in doubt: several services are said to hold it: {}",
                services.join(", ")
            ));
        }
        super::labels::labels_page(&self.labels, page);
        let mut columns =
            Columns::new(&["address", "lock", ">received BTC", ">sent BTC", ">transactions"]);
        for member in &self.members.items {
            columns.row([
                names.name(&member.holder.address),
                member.holder.lock.into(),
                member.received.amount.clone(),
                member.sent.amount.clone(),
                member.transactions.to_string(),
            ]);
        }
        super::part_heading("Members", &self.members, page);
        page.columns(columns);
        if let Some(joins) = &self.joins {
            let mut columns = Columns::new(&[
                "time",
                "block",
                "rule",
                "~address",
                "~and address",
                "~transaction",
            ]);
            for join in &joins.items {
                columns.row([
                    join.at.time.clone(),
                    super::height_words(&join.at.block),
                    join.rule.into(),
                    names.name(&join.a),
                    names.name(&join.b),
                    join.at.txid.clone(),
                ]);
            }
            super::part_heading("Why: joins", joins, page);
            page.columns(columns);
        }
    }

    /// The joins where they were asked for, else the members.
    fn sheet(&self) -> Sheet {
        match &self.joins {
            Some(joins) => {
                let mut sheet = Sheet::new(&[
                    "root",
                    "rule",
                    "a",
                    "b",
                    "txid",
                    "block_height",
                    "block_hash",
                    "time",
                ]);
                for join in &joins.items {
                    sheet.row([
                        self.root.clone(),
                        join.rule.into(),
                        join.a.clone(),
                        join.b.clone(),
                        join.at.txid.clone(),
                        super::cell(join.at.block.height),
                        join.at.block.hash.clone(),
                        join.at.time.clone(),
                    ]);
                }
                sheet
            }
            None => {
                let mut sheet = Sheet::new(&[
                    "root",
                    "address",
                    "lock",
                    "received_btc",
                    "sent_btc",
                    "transactions",
                ]);
                for member in &self.members.items {
                    sheet.row([
                        self.root.clone(),
                        member.holder.address.clone(),
                        member.holder.lock.into(),
                        member.received.amount.clone(),
                        member.sent.amount.clone(),
                        member.transactions.to_string(),
                    ]);
                }
                sheet
            }
        }
    }
}
