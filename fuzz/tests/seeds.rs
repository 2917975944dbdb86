//! Earlier findings stay fixed, and each target makes inputs that it accepts.

use oasmith_fuzz::find::input;
use oasmith_fuzz::{TARGETS, check, regressions};

#[test]
fn earlier_findings_stay_fixed() {
    for target in TARGETS {
        for path in regressions(target.name) {
            let outcome = check(target, &std::fs::read(&path).expect("it is a file"));
            assert_eq!(outcome, Ok(()), "{}: {}", target.name, path.display());
        }
    }
}

#[test]
fn the_first_inputs_of_each_target_pass() {
    for target in TARGETS {
        let count = if ["document", "overlay", "settings", "diff"].contains(&target.name) { 5 } else { 500 };
        for number in 0..count {
            let made = input(target, 7, number);
            assert_eq!(made, input(target, 7, number), "{}: an input depends only on its number", target.name);
            assert_eq!(check(target, &made), Ok(()), "{}, input {number}", target.name);
        }
    }
}

/// The check of each fast target detects a failure.
#[test]
fn a_failed_check_is_found() {
    let broken = oasmith_fuzz::Target {
        name: "broken",
        about: "a target that panics",
        make: |random| vec![u8::from(random.once_in(2))],
        check: |input| if input == [1] { panic!("it is one") } else { Ok(()) },
    };
    let finding = check(&broken, &[1]).expect_err("it panics");
    assert!(finding.kind.starts_with("panic at ") && finding.detail == "it is one", "{finding:?}");
    let small =
        oasmith_fuzz::minimize::minimize(b"aaaa\nbb1bb\ncc".to_vec(), std::time::Duration::from_secs(5), |it| {
            it.contains(&b'1')
        });
    assert_eq!(small, b"1");
    let json = br#"{"a":[1,{"b":"x"}],"c":{"d":null}}"#.to_vec();
    let small = oasmith_fuzz::minimize::minimize(json, std::time::Duration::from_secs(5), |it| {
        serde_json::from_slice::<serde_json::Value>(it).is_ok_and(|it| it.to_string().contains("\"d\""))
    });
    assert_eq!(small, br#"{"":{"d":null}}"#);
}
