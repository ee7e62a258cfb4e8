//! Transcripts: each command as a user sees it, those of the README included. To accept what changed, run the test
//! with `TRYCMD=overwrite` and read the difference.

#[test]
fn every_transcript_is_what_the_program_answers() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("spm", std::path::PathBuf::from(env!("CARGO_BIN_EXE_spm")));
    cases
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1772600000")
        .case("tests/cmd/**/*.trycmd")
        .case("tests/cmd/*.toml")
        .case("README.md");
}
