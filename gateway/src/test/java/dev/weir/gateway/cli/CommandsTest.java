package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.main.Verification;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class CommandsTest {

    @TempDir Path home = Path.of("");

    private final FakeConsole console = new FakeConsole();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> problems = new ArrayList<>();

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void helpListsEveryCommandAndTouchesNoServer() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains(
                        "serve",
                        "run",
                        "info",
                        "doctor",
                        "exchanges",
                        "show",
                        "tail",
                        "export",
                        "import",
                        "verify",
                        "demo",
                        "bench",
                        "version");
        assertThat(console.asked()).isEmpty();
    }

    @Test
    void exchangesAreATableWithoutAnyControlCharacter() {
        assertThat(client("exchanges")).isZero();
        assertThat(out())
                .contains(FakeConsole.FIRST, "/v1/chat\\x1b[2J", "gpt\\u{202e}-x", "1.50 s");
        assertHarmless();
    }

    @Test
    void callsUnderWayAreATableOfTheirOwn() {
        console.put(
                "/api/v1/live",
                """
                {"items":[{"id":"019aa000-0000-7000-8000-00000000cccc","startedAt":"2026-11-20T10:00:00Z",
                  "elapsedMs":12400,"quietMs":300,"phase":"answering","streaming":true,"status":200,
                  "requestedModel":"gpt\\u202e-x","requestBytes":13,"responseBytes":38912,"chunks":431,
                  "caller":{"client":"codex"}}],"more":2,"hidden":0,"unjudged":0}
                """);
        assertThat(client("exchanges", "--running")).isZero();
        assertThat(out())
                .contains("codex", "gpt\\u{202e}-x", "streaming", "12.40 s", "38.0 KiB", "431");
        assertThat(err()).contains("2 more are under way");
        assertThat(console.asked()).containsExactly("/api/v1/live?limit=20");
        assertHarmless();
        assertThat(client("exchanges", "--running", "--status", "404")).isEqualTo(2);
        assertThat(err()).contains("--running takes no filter");
    }

    @Test
    void filtersAndLimitGoIntoTheQuery() {
        assertThat(
                        client(
                                "exchanges",
                                "--limit",
                                "5",
                                "--status",
                                ">=400",
                                "--tag",
                                "a=b c",
                                "--tag",
                                "d",
                                "--provider",
                                "openai",
                                "--json"))
                .isZero();
        assertThat(console.asked())
                .containsExactly(
                        "/api/v1/exchanges?limit=5&provider=openai&status=%3E%3D400&tag=a%3Db%20c&tag=d");
        assertThat(Api.JSON.readTree(out()).path("items").size()).isEqualTo(2);
    }

    @Test
    void showPrintsHeadsBodiesAndTimingHarmlessly() {
        assertThat(client("show", FakeConsole.FIRST)).isZero();
        assertThat(out())
                .contains(
                        "POST /openai/v1/chat HTTP/1.1",
                        "X-Evil: a\\x1b[31mb",
                        "\"n\": 1.0",
                        "ping  {\"type\":\"ping\"}",
                        "\\x1b]0;owned\\x07",
                        "sha256 def",
                        "x-end: yes",
                        "removed x-weir-tag",
                        "█");
        assertHarmless();
    }

    @Test
    void showFindsByEitherEndAndByLast() {
        assertThat(client("show", "--json", "aaaa")).isZero();
        assertThat(Api.JSON.readTree(out()).path("id").asString("")).isEqualTo(FakeConsole.FIRST);
        assertThat(client("show", "--json", "019aa000-0001")).isZero();
        assertThat(client("show", "--json", "last")).isZero();
        assertThat(console.asked()).endsWith("/api/v1/exchanges/" + FakeConsole.SECOND);
        assertThat(client("show", "019aa000")).isOne();
        assertThat(err()).contains("Several exchanges").contains("Give more of it.");
        assertThat(client("show", "ffff")).isOne();
        assertThat(client("show", "../../x")).isOne();
        assertThat(err()).contains("is not an id");
    }

    private static final String SESSION = "00112233445566778899aabbccddeeff";

    private void session() {
        String summary =
                "{\"id\":\""
                        + SESSION
                        + "\",\"title\":\"Fix\\u001b[2J it\",\"client\":\"claude-code\",\"turns\":1,\"exchanges\":3,\"inputTokens\":5,\"outputTokens\":6,\"usd\":\"0.5\",\"durationMs\":7}";
        console.put("/api/v1/sessions/" + SESSION, summary);
        console.put("/api/v1/sessions", "{\"items\":[" + summary + "],\"next\":null}");
        console.put(
                "/api/v1/turns",
                """
                {"session":"%s","items":[{"turn":1,"begins":true,
                 "prompt":[{"type":"text","text":"Please\\u202e fix\\u001b]0;owned\\u0007"},{"type":"reminder","text":"<system-reminder>x</system-reminder>"}],
                 "steps":[{"exchange":"e1","startedAt":"2026-11-21T10:00:00.000000Z","model":"m","status":200,"outcome":"complete","reading":"full","usage":{"input_tokens":5},"durationMs":5,
                   "answer":[{"type":"thinking","text":"hm\\u001b[1A"},{"type":"tool_call","name":"Ba\\u001b[31msh","line":"ls","arguments":{"command":"ls"},
                     "result":{"in":"e2","isError":true,"parts":[{"type":"text","text":"1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10"}]}}]}],
                 "agents":[{"thread":"agent-7","startedBy":{"exchange":"e1","piece":1},"steps":[{"exchange":"e9","startedAt":"2026-11-21T10:00:01.000000Z","status":529,"outcome":"complete","error":"overloaded","reading":"full","usage":{},"durationMs":5,"answer":[]}],"totals":{"calls":1}}],
                 "totals":{"calls":3,"usd":"0.5"}}],"next":null}
                """
                        .formatted(SESSION));
    }

    @Test
    void aSessionReadsLikeAConversationAndCannotSteerTheTerminal() {
        session();
        assertThat(client("show", SESSION)).isZero();
        assertThat(out())
                .contains(
                        "Turn 1",
                        "> Please\\u{202e} fix\\x1b]0;owned\\x07",
                        "● Ba\\x1b[31msh ls",
                        "failed:",
                        "└ 1",
                        "… 2 more lines",
                        "  ┌ sub-agent agent-7",
                        "status 529, overloaded",
                        "3 calls");
        assertHarmless();
        for (String line : out().lines().toList()) {
            assertThat(line.length()).as(line).isLessThanOrEqualTo(100);
        }
        assertThat(client("show", "ddeeff")).isZero();
        assertThat(client("show", "--json", SESSION)).isZero();
        assertThat(Api.JSON.readTree(lastLine(out())).path("items").path(0).path("turn").asInt())
                .isOne();
        assertThat(client("show", "--turn", SESSION)).isEqualTo(2);
    }

    @Test
    void anUnknownSessionIsOneSentenceAndWhatToDo() {
        assertThat(client("show", "ffffffffffffffffffffffffffffffff")).isOne();
        assertThat(err()).contains("There is no session").contains("weir sessions");
        assertThat(client("export", "--session", "ffffffffffffffffffffffffffffffff")).isOne();
        assertThat(client("export", "--session", SESSION, "--format", "jsonl")).isEqualTo(2);
        assertThat(client("export", "--format", "html")).isEqualTo(2);
        assertThat(err()).contains("--session");
    }

    @Test
    void anExchangeIsShownAsTheCallOfAModel() {
        console.put(
                "/api/v1/exchanges/" + FakeConsole.FIRST + "/turn",
                """
                {"id":"%s","endpoint":"messages","reading":"partly","findings":[{"side":"response","sentence":"the stream ends","reason":"cut_stream"}],
                 "request":{"model":"m","messages":[{"role":"user","parts":[{"type":"text","text":"Hello\\u001b[2J"}]}]},
                 "response":{"choices":[{"message":{"role":"assistant","parts":[{"type":"text","text":"Hi"}]}}],"usage":{"counts":{"input_tokens":5}}}}
                """
                        .formatted(FakeConsole.FIRST));
        assertThat(client("show", "--turn", FakeConsole.FIRST)).isZero();
        assertThat(out())
                .contains("response: the stream ends", "Hello\\x1b[2J", "Hi", "input_tokens 5");
        assertHarmless();
    }

    @Test
    void showWritesTheExactBytesOfABody() {
        assertThat(client("show", "--response", FakeConsole.FIRST)).isZero();
        assertThat(out.toByteArray()).isEqualTo(FakeConsole.ANSWER);
    }

    @Test
    void anUnknownExchangeIsOneSentenceAndWhatToDo() {
        assertThat(client("show", "019aa000-0000-7000-8000-0000000000ff")).isOne();
        assertThat(err()).contains("There is no such exchange.").contains("weir exchanges");
    }

    @Test
    void tailPrintsUntilItsCount() {
        assertThat(client("tail", "--count", "1")).isZero();
        assertThat(out()).contains(FakeConsole.FIRST).doesNotContain(FakeConsole.SECOND);
        assertHarmless();
        assertThat(client("tail", "--json")).isOne();
        assertThat(err()).contains("ended the stream");
    }

    @Test
    void exportGoesToStdoutOrToAFileOfTheUsersAlone() throws IOException {
        assertThat(client("export", "--format", "jsonl")).isZero();
        assertThat(out()).isEqualTo("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
        Path file = home.resolve("x.jsonl");
        assertThat(client("export", "-o", file.toString())).isZero();
        assertThat(file).hasContent("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(client("export", "--format", "csv")).isEqualTo(2);
    }

    @Test
    void infoPrintsTheLineToPastePerTool() {
        assertThat(client("info")).isZero();
        assertThat(out())
                .contains("ANTHROPIC_BASE_URL=http://127.0.0.1:4141/anthropic claude")
                .contains("openai_base_url=\"http://127.0.0.1:4141/openai/v1\"")
                .contains("http://127.0.0.1:4141/openai ");
    }

    @Test
    void doctorFindsLossesAndSaysHowToMend() {
        Path data = home.resolve("data");
        assertThat(client("doctor", "--data", data.toString())).isZero();
        console.put("/metrics", "weir_capture_losses_total{reason=\"spool_full\"} 2.0\n");
        assertThat(client("doctor", "--data", data.toString(), "--json")).isOne();
        assertThat(Api.JSON.readTree(lastLine(out())).path("checks").toString())
                .contains("spool_full", "capture.spool_limit");
    }

    @Test
    void doctorFindsADirectoryThatOthersCanRead() throws IOException {
        Path data = Files.createDirectory(home.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(client("doctor", "--data", data.toString())).isOne();
        assertThat(out()).contains("open to other users", "chmod 700");
    }

    @Test
    void withoutAServerTheMessageSaysHowToStartOne() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(run("exchanges", "--server", "http://127.0.0.1:" + port)).isOne();
        assertThat(err()).contains("Nothing answers at").contains("./weir serve");
        assertThat(run("exchanges", "--server", "nonsense")).isEqualTo(2);
        assertThat(err()).contains("'nonsense' is not the URL");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("exchange")).isEqualTo(2);
        assertThat(run("exchanges", "--lmit", "3")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void verifyAnswersByItsExitCode() {
        assertThat(run("verify", "--data", home.toString())).isZero();
        assertThat(out()).contains("3 exchanges, 5 bodies").contains("all as written");
        problems.add("body of 019a… has another hash\u001b[2J");
        assertThat(run("verify", "--data", home.toString())).isOne();
        assertThat(run("verify", "--data", home.toString(), "--json")).isOne();
        assertThat(Api.JSON.readTree(lastLine(out())).path("intact").asBoolean(true)).isFalse();
        assertThat(run("verify", "--data", home.resolve("none").toString())).isOne();
    }

    @Test
    void aMistakeInTheConfigurationIsOneSentence() {
        assertThat(run("serve", "--set", "timeouts.idel=3s")).isEqualTo(2);
        assertThat(err()).contains("the nearest is 'timeouts.idle'").doesNotContain("Exception");
    }

    @Test
    void theChildGetsTheEnvironmentAndItsExitCodeIsTheCommands() throws IOException {
        Path seen = home.resolve("seen");
        int code =
                client(
                        "run",
                        "--",
                        "/bin/sh",
                        "-c",
                        "printf '%s %s' \"$OPENAI_BASE_URL\" \"$1\" >" + seen + "; exit 7",
                        "sh",
                        "--limit");
        assertThat(code).isEqualTo(7);
        assertThat(seen).hasContent("http://127.0.0.1:4141/openai/v1 --limit");
        assertThat(err()).contains("recording; see " + console.url()).hasLineCount(1);
        assertThat(client("run", "--", "/bin/sh", "-c", "kill -TERM $$")).isEqualTo(143);
        assertThat(client("run", "--", "/no/such/tool")).isEqualTo(127);
    }

    @Test
    void thePlanLeavesTheUsersArgumentsAlone() throws Exception {
        assertThat(client("run", "--plan", "--", "codex", "exec", "x")).isZero();
        String plan = out();
        Process shell =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                plan + "\nprintf '<%s>' \"$@\"; printf '%s' \"$NO_PROXY\"",
                                "sh",
                                "--",
                                "codex",
                                "exec",
                                "it's $HOME `x`\n \"é\"")
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(printed)
                .isEqualTo(
                        "<codex><-c><openai_base_url=\"http://127.0.0.1:4141/openai/v1\"><-c>"
                                + "<chatgpt_base_url=\"http://127.0.0.1:4141/chatgpt/backend-api/\"><exec>"
                                + "<x>127.0.0.1,localhost,::1"
                                        .replace("<x>", "<it's $HOME `x`\n \"é\">"));
    }

    @Test
    void importNeedsNoServerWhereADirectoryIsNamed() throws IOException {
        Path file = Files.copy(resource("browser.har"), home.resolve("b.har"));
        String data = home.resolve("data").toString();
        assertThat(run("import", "--data", data, file.toString())).isEqualTo(1);
        assertThat(out())
                .contains("b.har:2  entry.request.url: expected an http or https URL")
                .contains("b.har (har): 3 imported, 0 already there, 1 refused");
        out.reset();
        Path lines = Files.copy(resource("transcript.jsonl"), home.resolve("t.jsonl"));
        assertThat(run("import", "--json", "--data", data, file.toString(), lines.toString()))
                .isEqualTo(1);
        assertThat(out()).startsWith("[{\"file\":\"").contains("\"known\":3", "\"imported\":3");
    }

    @Test
    void importSaysWhatItCannotDo() {
        assertThat(run("import", "--format", "csv", "x")).isEqualTo(2);
        assertThat(err()).contains("--format: 'csv' is not known");
        assertThat(client("import", home.resolve("none.jsonl").toString())).isEqualTo(1);
        assertThat(err()).contains("none.jsonl does not exist");
    }

    private static Path resource(String name) {
        return Path.of(
                System.getProperty("weir.root", ".."), "gateway/src/test/resources/intake/" + name);
    }

    private int client(String command, String... rest) {
        String[] words = new String[rest.length + 3];
        words[0] = command;
        words[1] = "--server";
        words[2] = console.url();
        System.arraycopy(rest, 0, words, 3, rest.length);
        return run(words);
    }

    private int run(String... words) {
        Io io =
                new Io(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("HOME", home.toString()),
                        home,
                        false);
        return Main.execute(io, (data, progress) -> new Verification(3, 5, 1024, problems), words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (first, second) -> second);
    }

    private void assertHarmless() {
        assertThat(out().codePoints()).noneMatch(c -> c != '\n' && Plain.isDangerous(c));
    }
}
