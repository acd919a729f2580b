//! The bench servers answer the requests of the bench.

#[path = "../../tests/it/hosts/program.rs"]
mod program;

use novu_framework::signature::SecretKey;
use novu_framework_benches::{KEY, sms_event, whole_event};
use program::Program;
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::SystemTime,
};

fn start(program: &str) -> Program {
    let mut command = Command::new(program);
    command
        .env("NOVU_SECRET_KEY", KEY)
        .env("BENCH_PREFIX", "/api/novu");
    Program::start(&mut command).unwrap()
}

/// Sends a request on a connection of its own and returns the whole response.
fn ask(server: &Program, method: &str, target: &str, headers: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

fn signature(body: &[u8]) -> String {
    let now = SystemTime::now();
    let signature = SecretKey::new(KEY).unwrap().sign(now, body);
    format!("novu-signature: {signature}\r\n")
}

#[test]
fn both_servers_answer_the_smallest_step_only_if_it_is_signed() {
    for program in [
        env!("CARGO_BIN_EXE_bench_server"),
        env!("CARGO_BIN_EXE_bench_bare"),
    ] {
        let server = start(program);
        let body = sms_event();
        let target = "/api/novu?action=execute&workflowId=sms-code&stepId=text";
        let response = ask(&server, "POST", target, &signature(&body), &body);
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
        assert!(response.contains("Your code is 482913"), "{response}");
        let response = ask(&server, "POST", target, "", &body);
        assert!(response.starts_with("HTTP/1.1 401"), "{response}");
    }
}

#[test]
fn both_servers_run_the_whole_order_workflow() {
    for program in [
        env!("CARGO_BIN_EXE_bench_server"),
        env!("CARGO_BIN_EXE_bench_bare"),
    ] {
        let server = start(program);
        let body = whole_event();
        let target = "/api/novu/workflows/order-update/execute";
        let response = ask(&server, "POST", target, &signature(&body), &body);
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
        assert!(response.contains("1 x 12.5 EUR"), "{response}");
    }
}

#[test]
fn both_servers_answer_the_health_check_and_the_route_of_the_app() {
    for program in [
        env!("CARGO_BIN_EXE_bench_server"),
        env!("CARGO_BIN_EXE_bench_bare"),
    ] {
        let server = start(program);
        for target in ["/api/novu?action=health-check", "/hello"] {
            let response = ask(&server, "GET", target, "", b"");
            assert!(response.starts_with("HTTP/1.1 200"), "{response}");
        }
    }
}
