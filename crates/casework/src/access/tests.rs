//! The matrix as a page that a reader can check, and the rules that it does not show.

use expect_test::expect;

use super::*;
use crate::testing::user_id;

fn who(roles: &[Role]) -> Who {
    let roles = Roles::new(roles.iter().copied()).expect("good roles");
    Who { user: user_id(1), roles, token: None }
}

#[test]
fn the_matrix() {
    let mut page = String::new();
    for permission in Permission::ALL {
        let roles: Vec<_> = Role::ALL.iter().filter(|role| role.may(*permission)).collect();
        let roles: Vec<_> = roles.iter().map(|role| role.text()).collect();
        page.push_str(&format!("{permission}: {}\n", roles.join(" ")));
    }
    expect![[r#"
        look: viewer analyst lead compliance_officer investigator trainer trainee administrator
        trace: viewer analyst lead compliance_officer investigator trainer trainee administrator
        screen: analyst lead compliance_officer investigator trainer trainee administrator
        labels: lead compliance_officer administrator
        jobs: lead administrator
        system: viewer analyst lead compliance_officer investigator trainer administrator
        metrics: administrator
        audit: compliance_officer administrator
        people: administrator
        tokens: analyst lead compliance_officer investigator administrator
        cases: viewer analyst lead compliance_officer investigator trainer trainee
        work_cases: analyst lead compliance_officer investigator trainer trainee
        manage_cases: lead compliance_officer
        approve_requests: lead compliance_officer investigator trainer
        learn: viewer analyst lead compliance_officer investigator trainer trainee administrator
        teach: trainer
    "#]]
    .assert_eq(&page);
}

#[test]
fn every_permission_has_its_line_and_every_word_reads_back() {
    for permission in Permission::ALL {
        assert_eq!(MATRIX.iter().filter(|(line, _)| line == permission).count(), 1, "{permission}");
        assert_eq!(permission.text().parse(), Ok(*permission));
    }
    for role in Role::ALL {
        assert_eq!(role.text().parse(), Ok(*role));
    }
    assert!("root".parse::<Role>().is_err());
}

#[test]
fn a_trainee_sees_stories_alone_whatever_the_permission() {
    let trainee = who(&[Role::Trainee]);
    for permission in Permission::ALL.iter().filter(|item| Role::Trainee.may(**item)) {
        for network in Network::ALL {
            let is_story = network == Network::Story;
            let answer = trainee.may(*permission, Object::Ledger(network));
            assert_eq!(answer.is_ok(), is_story, "{permission} on {network}");
        }
        assert_eq!(trainee.may(*permission, Object::LabelPack), Err(Denied::RealData));
    }
    assert_eq!(
        Roles::new([Role::Trainee, Role::Analyst]),
        Err(RolesError::TraineeWithOthers),
        "a second role would open what the first one closes"
    );
}

#[test]
fn a_token_is_limited_by_its_scopes_and_by_its_owners_roles() {
    let scopes = Scopes::new([Permission::Look, Permission::ReadAudit]).expect("good scopes");
    let token = Some((crate::testing::token_id(1), scopes));
    let by_token = Who { token, ..who(&[Role::Analyst]) };
    assert_eq!(by_token.may(Permission::Look, Object::Ledger(Network::Main)), Ok(()));
    let trace = Permission::Trace;
    assert_eq!(by_token.may(trace, Object::House), Err(Denied::Scope(trace)));
    let audit = Permission::ReadAudit;
    assert_eq!(by_token.may(audit, Object::House), Err(Denied::Role(audit)));
    assert_eq!(by_token.permissions(), BTreeSet::from([Permission::Look]));
}

#[test]
fn no_token_makes_people_or_tokens() {
    for scope in [Permission::ManagePeople, Permission::MakeTokens] {
        assert_eq!(Scopes::new([scope]), Err(ScopesError::NotForTokens(scope)));
    }
    assert_eq!(Scopes::new([]), Err(ScopesError::None));
}

#[test]
fn a_job_is_its_owners_and_the_leads() {
    let job = Object::Job { owner: user_id(2) };
    assert_eq!(who(&[Role::Analyst]).may(Permission::Trace, job), Err(Denied::NotYours));
    assert_eq!(who(&[Role::Lead]).may(Permission::Trace, job), Ok(()));
    let own = Object::Job { owner: user_id(1) };
    assert_eq!(who(&[Role::Trainee]).may(Permission::Trace, own), Ok(()));
}

#[test]
fn an_attempt_is_its_learners_and_open_to_who_teaches_him() {
    let attempt = |is_mine, is_my_learner| Object::Attempt { is_mine, is_my_learner };
    let (trainee, trainer) = (who(&[Role::Trainee]), who(&[Role::Trainer]));
    for learner in [&trainee, &trainer, &who(&[Role::Administrator])] {
        assert_eq!(learner.may(Permission::Learn, attempt(true, false)), Ok(()));
        let others = learner.may(Permission::Learn, attempt(false, false));
        assert_eq!(others, Err(Denied::NotYours));
    }
    assert_eq!(trainer.may(Permission::Teach, attempt(false, true)), Ok(()));
    let stranger = trainer.may(Permission::Teach, attempt(false, false));
    assert_eq!(stranger, Err(Denied::NotYours), "of another class");
    let listed = trainee.may(Permission::Learn, attempt(false, true));
    assert_eq!(listed, Err(Denied::NotYours), "no role of his teaches");
    let teach = Permission::Teach;
    assert_eq!(trainee.may(teach, attempt(true, false)), Err(Denied::Role(teach)));
    let scopes = Scopes::new([Permission::Learn]).expect("good scopes");
    let token = Some((crate::testing::token_id(1), scopes));
    let by_token = Who { token, ..who(&[Role::Trainer]) };
    assert_eq!(by_token.may(Permission::Learn, attempt(true, false)), Ok(()));
    let learner = by_token.may(Permission::Learn, attempt(false, true));
    assert_eq!(learner, Err(Denied::NotYours), "the token does not teach");
}

#[test]
fn several_roles_add_up() {
    let both = who(&[Role::Viewer, Role::ComplianceOfficer]);
    assert_eq!(both.may(Permission::ReadAudit, Object::House), Ok(()));
    let people = Permission::ManagePeople;
    assert_eq!(both.may(people, Object::House), Err(Denied::Role(people)));
}

#[test]
fn the_handbook_shows_the_same_matrix() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook/desk.md");
    let page = std::fs::read_to_string(page).expect("the handbook is there");
    for permission in Permission::ALL {
        let line = page.lines().find(|line| line.contains(&format!("(`{permission}`)")));
        let line = line.unwrap_or_else(|| panic!("no line of {permission}"));
        let cells: Vec<bool> =
            line.split('|').skip(2).map(|cell| !cell.trim().is_empty()).collect();
        let roles: Vec<bool> = Role::ALL.iter().map(|role| role.may(*permission)).collect();
        assert_eq!(cells[..roles.len()], roles, "{permission}");
    }
}
