//! A sweep as a sheet: the sums, who holds most, and what the others hold.

use super::Sheet;
use crate::phrase::cell;
use crate::taint::TaintView;

pub fn sheet(view: &TaintView) -> Sheet {
    let mut sheet = Sheet::new(&[
        "row",
        "what",
        "address",
        "cluster",
        "held_by",
        "holders",
        "rows",
        "amount_btc",
        "share",
    ]);
    for sum in &view.where_it_is_now {
        let mut cells = vec!["sum".into(), sum.stop.into()];
        cells.extend([const { String::new() }; 4]);
        cells.push(sum.rows.to_string());
        cells.extend([sum.amount.amount.clone(), sum.share.clone()]);
        sheet.push(cells);
    }
    for row in &view.holders {
        sheet.row([
            "holder".into(),
            row.stop.into(),
            row.holder.address.clone(),
            cell(row.holder.cluster.as_ref().map(|cluster| &cluster.root)),
            cell(row.name.as_ref()),
            "1".into(),
            row.outputs.to_string(),
            row.amount.amount.clone(),
            row.share.clone(),
        ]);
    }
    let more = &view.more;
    if more.holders > 0 {
        let mut cells = vec!["more".into()];
        cells.extend([const { String::new() }; 4]);
        cells.extend([more.holders.to_string(), more.outputs.to_string()]);
        cells.extend([more.amount.amount.clone(), more.share.clone()]);
        sheet.push(cells);
    }
    sheet
}
