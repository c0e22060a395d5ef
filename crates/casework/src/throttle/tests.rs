//! The decision alone: how long somebody waits after so many failures.

use proptest::prelude::*;

use super::*;
use crate::testing::at;

fn wait(policy: Policy, failures: u32, passed: i64) -> u64 {
    let tally = Tally { failures, failed_at: at(0) };
    policy.decide(Some(tally), at(passed)).err().map_or(0, |wait| wait.wait_s)
}

#[test]
fn a_few_failures_are_free_and_each_further_one_doubles_the_wait() {
    let waits: Vec<_> = (0..16).map(|failures| wait(LOGIN, failures, 0)).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
}

#[test]
fn the_wait_runs_out_and_the_failures_are_forgotten_in_the_end() {
    assert_eq!(wait(LOGIN, 10, 31), 1);
    assert_eq!(wait(LOGIN, 10, 32), 0);
    let tally = Tally { failures: 10, failed_at: at(0) };
    assert_eq!(LOGIN.failed(Some(tally), at(32)).failures, 11, "still counted");
    assert_eq!(LOGIN.failed(Some(tally), at(LOGIN.forget_s)).failures, 1);
}

proptest! {
    #[test]
    fn nobody_waits_for_longer_than_the_longest_wait(failures: u32, passed in -1_000_000i64..1_000_000) {
        for policy in [LOGIN, PEER] {
            prop_assert!(wait(policy, failures, passed) <= policy.wait_s_max);
            prop_assert_eq!(wait(policy, failures.min(policy.free - 1), passed), 0);
        }
    }

    #[test]
    fn more_failures_never_wait_less(failures in 0u32..1000, passed in 0i64..1000) {
        prop_assert!(wait(LOGIN, failures, passed) <= wait(LOGIN, failures + 1, passed));
    }
}

#[test]
fn one_network_of_ipv6_is_one_machine() {
    let of = |text: &str| peer_subject(text.parse().expect("an address"));
    assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::9"));
    assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
    assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
}
