//! `kancil user`: who may sign in, seen from the machine's console.

use api::record::{PasswordLink, User, Users};
use casework::access::Roles;
use casework::audit::{Actor, By};
use casework::people::{self, NewUser};
use casework::record::Record;

use crate::args::{Url, UserAdd, UserCommand, UserLink, UserList};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{clock, record_store, talk};
use api::sheet::Sheet;

pub fn run(data: &Data, command: &UserCommand) -> Result<Exit, Failure> {
    record_store::wait(async {
        match command {
            UserCommand::List(args) => list(data, args).await,
            UserCommand::Add(args) => add(data, args).await,
            UserCommand::Link(args) => link(data, args).await,
        }
    })
}

/// More people than one record holds.
const ALL: u32 = 1_000_000;

async fn list(data: &Data, args: &UserList) -> Result<Exit, Failure> {
    let record = record_store::open_to_read(data).await?;
    let page = people::list(&record, None, ALL).await?;
    let items = page.items.iter().map(shape).collect();
    show(&Users { total: page.total, items }, args.shown.format)?;
    Ok(Exit::Done)
}

fn shape(user: &people::User) -> User {
    User {
        id: user.id.to_string(),
        login: user.login.clone(),
        name: user.name.clone(),
        roles: user.roles.iter().map(|role| role.text().to_owned()).collect(),
        is_disabled: user.is_disabled,
        has_password: user.has_password,
        created: user.created_at.to_string(),
    }
}

async fn add(data: &Data, args: &UserAdd) -> Result<Exit, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let roles = Roles::new(args.roles.iter().copied()).map_err(Failure::new)?;
    graph::disk::create_dirs(data.root())
        .map_err(|error| Failure::io("create", data.root(), &error))?;
    let record = record_store::open(data, by.now).await?;
    let new = NewUser { login: args.login.clone(), name: args.name.clone(), roles };
    let user = people::create(&record, by, new).await?;
    show_link(&record, by, &user, &args.at, args.shown.format).await
}

async fn link(data: &Data, args: &UserLink) -> Result<Exit, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let record = record_store::open_existing(data, by.now).await?;
    let Some(user) = people::by_login(&record, &args.login).await? else {
        return Err(Failure::new(format_args!("nobody has the login '{}'", args.login))
            .hint("see who is there: kancil user list"));
    };
    if user.is_disabled {
        talk::warn(format_args!(
            "{} is disabled: the link opens nothing until an administrator enables them",
            user.login
        ));
    }
    show_link(&record, by, &user, &args.at, args.shown.format).await
}

async fn show_link(
    record: &Record,
    by: By,
    user: &people::User,
    at: &Url,
    format: crate::show::Format,
) -> Result<Exit, Failure> {
    let link = people::make_link(record, by, user.id).await?;
    record.close().await;
    let base = at.url.trim_end_matches('/');
    let answer = PasswordLink {
        login: user.login.clone(),
        // In the fragment: no browser sends it, so no server or proxy logs it.
        url: format!("{base}/password#{}", link.secret.expose()),
        expires: link.expires_at.to_string(),
    };
    show(&answer, format)?;
    Ok(Exit::Done)
}

impl Show for Users {
    fn page(&self, page: &mut Page) {
        if self.items.is_empty() {
            page.line("nobody yet");
            return;
        }
        let mut columns = Columns::new(&["login", "name", "roles", "", "id"]);
        for user in &self.items {
            let state = match (user.is_disabled, user.has_password) {
                (true, _) => "disabled",
                (false, false) => "no password yet",
                (false, true) => "",
            };
            columns.row([
                user.login.clone(),
                user.name.clone(),
                user.roles.join(", "),
                state.into(),
                user.id.clone(),
            ]);
        }
        page.columns(columns);
    }

    fn sheet(&self) -> Sheet {
        let header = ["id", "login", "name", "roles", "is_disabled", "has_password", "created"];
        let mut sheet = Sheet::new(&header);
        for user in &self.items {
            sheet.row([
                user.id.clone(),
                user.login.clone(),
                user.name.clone(),
                user.roles.join(" "),
                user.is_disabled.to_string(),
                user.has_password.to_string(),
                user.created.clone(),
            ]);
        }
        sheet
    }
}

impl Show for PasswordLink {
    fn page(&self, page: &mut Page) {
        page.line(&self.url);
        page.line(&format!(
            "  opens once, until {}: {} sets a password there",
            self.expires, self.login
        ));
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["login", "url", "expires"]);
        sheet.row([self.login.clone(), self.url.clone(), self.expires.clone()]);
        sheet
    }
}
