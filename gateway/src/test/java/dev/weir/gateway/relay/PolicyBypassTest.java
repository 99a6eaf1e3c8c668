package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.rules.Audience;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Target;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ways around a policy, each by its name: what is denied is denied however it is asked for. */
class PolicyBypassTest {

    private static final String CODED = spelt("functionDeclarations");
    private static final String DEEP = "[".repeat(600) + "]".repeat(600);

    private final RulesBench bench;

    PolicyBypassTest() throws IOException {
        bench = new RulesBench();
        bench.providers.add("openai");
        deny(Subject.PATHS, "/v1/responses", "/v1/files", "/hidden");
        deny(Subject.MODELS, "gemini-2.5-pro", "claude-opus-*", "*-v1:0", "models/*");
        deny(Subject.TOOLS, "Bash", "codeExecution", "googleSearch");
        own("prefixed", "/hidden", null);
        own("deployed", "/deployments/claude-opus-4", null);
        own("dots", "", "../v1/files");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /**
     * @param forward the path in {@code X-Forward-URL}, null for no such field
     * @param type the content type, empty for none
     */
    record Bypass(
            String name,
            String target,
            @Nullable String forward,
            String type,
            String body,
            String error) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Bypass path(String name, String target) {
        return new Bypass(name, target, null, "", "{\"model\":\"m\"}", "policy_refused");
    }

    private static Bypass forward(String name, String target, String forward, String error) {
        return new Bypass(name, target, forward, "", "{\"model\":\"m\"}", error);
    }

    private static Bypass model(String name, String target) {
        return new Bypass(name, target, null, "", "{}", "model_not_allowed");
    }

    private static Bypass body(String name, String body, String error) {
        return new Bypass(name, "/v1/messages", null, "application/json", body, error);
    }

    private static Bypass tool(String name, String tools) {
        return body(name, "{\"model\":\"m\"," + tools + "}", "policy_refused");
    }

    static List<Bypass> bypasses() {
        return List.of(
                // where the caller says where it goes
                forward("whole path in the URL", "/openai", "/v1/responses", "policy_refused"),
                forward("start of the path in the URL", "/files", "/v1", "policy_refused"),
                forward("escaped start in the URL", "/files", "/%76%31", "policy_refused"),
                forward(
                        "model's collection in the URL",
                        "/gemini-2.5-pro:generateContent",
                        "/v1beta/models",
                        "model_not_allowed"),
                route("prefix of an own route", "prefixed", "policy_refused"),
                route("model in the prefix of an own route", "deployed", "model_not_allowed"),
                new Bypass(
                        "dots in the model of an own route",
                        "/openai/model/dots/converse",
                        null,
                        "",
                        "{}",
                        "key_unavailable"),
                // how a path is spelt
                path("as it is", "/openai/v1/files"),
                path("below it", "/openai/v1/files/1"),
                path("slash behind", "/openai/v1/files/"),
                path("escaped letter", "/openai/v1/%66iles"),
                path("two slashes inside", "/openai/v1//files"),
                path("two slashes in front", "/openai//v1/files"),
                path("escaped slash", "/openai/v1%2Ffiles"),
                path("escaped slash and letter", "/openai/v1%2f%66iles"),
                // how a model in a path is spelt
                model("plain", "/openai/v1beta/models/gemini-2.5-pro:generateContent"),
                model("hyphen", "/openai/v1beta/models/gemini%2D2.5-pro:generateContent"),
                model("colon", "/openai/v1beta/models/gemini-2.5-pro%3AgenerateContent"),
                model("slashes", "/openai/v1beta/models//gemini-2.5-pro:generateContent"),
                model("slash", "/openai/v1beta/models%2Fgemini-2.5-pro:generateContent"),
                model("Bedrock", "/openai/model/anthropic.claude-v1:0/converse"),
                model("Bedrock's colon", "/openai/model/anthropic.claude-v1%3A0/converse"),
                model("Azure", "/openai/openai/deployments/claude-opus-4/chat/completions"),
                // how a model in a body is hidden
                body("as it is in the body", "{\"model\":\"claude-opus-4\"}", "model_not_allowed"),
                body("mark first", "\uFEFF{\"model\":\"claude-opus-4\"}", "model_not_allowed"),
                body(
                        "too deep before a second model",
                        "{\"model\":\"m\",\"x\":" + DEEP + ",\"model\":\"claude-opus-4\"}",
                        "bad_request"),
                body(
                        "capital letter",
                        "{\"model\":\"m\",\"Model\":\"claude-opus-4\"}",
                        "bad_request"),
                body("only a capital letter", "{\"Model\":\"x\"}", "model_not_allowed"),
                body("none", "{\"messages\":[]}", "model_not_allowed"),
                body("number", "{\"model\":7}", "model_not_allowed"),
                body("array around", "[{\"model\":\"claude-opus-4\"}]", "model_not_allowed"),
                body("comment", "{/**/\"model\":\"claude-opus-4\"}", "bad_request"),
                body("no JSON", "model=claude-opus-4", "bad_request"),
                new Bypass(
                        "comment in what says to be no JSON",
                        "/v1/messages",
                        null,
                        "application/octet-stream",
                        " {/**/\"model\":\"claude-opus-4\"}",
                        "bad_request"),
                new Bypass(
                        "form",
                        "/openai/v1/audio/transcriptions",
                        null,
                        "multipart/form-data; boundary=b",
                        "--b\r\n\r\nwhisper-1\r\n--b--",
                        "model_not_allowed"),
                new Bypass(
                        "batch",
                        "/v1/messages/batches",
                        null,
                        "application/json",
                        "{\"requests\":[{\"params\":{\"model\":\"claude-opus-4\"}}]}",
                        "model_not_allowed"),
                new Bypass(
                        "tuned model",
                        "/openai/v1beta/tunedModels/x:generateContent",
                        null,
                        "application/json",
                        "{}",
                        "model_not_allowed"),
                // how a tool is hidden
                tool("tool as it is", "\"tools\":[{\"name\":\"Bash\"}]"),
                tool("tool alone", "\"tools\":{\"name\":\"Bash\"}"),
                tool("Chat Completions", "\"tools\":[{\"function\":{\"name\":\"Bash\"}}]"),
                tool("custom", "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"Bash\"}}]"),
                tool("functions", "\"functions\":[{\"name\":\"Bash\"}]"),
                tool(
                        "Bedrock's toolConfig",
                        "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"Bash\"}}]}"),
                tool(
                        "Gemini's in escapes",
                        "\"tools\":[{\"" + CODED + "\":[{\"name\":\"Bash\"}]}]"),
                tool("Gemini's alone", "\"tools\":{\"function_declarations\":{\"name\":\"Bash\"}}"),
                tool("codeExecution", "\"tools\":[{\"codeExecution\":{}}]"),
                tool("code_execution", "\"tools\":[{\"code_execution\":{}}]"),
                tool("googleSearch", "\"tools\":[{\"x\":1,\"googleSearch\":{\"a\":1}}]"),
                body("too many", "{\"model\":\"m\",\"tools\":[" + many() + "]}", "bad_request"));
    }

    private static Bypass route(String name, String route, String error) {
        return new Bypass(
                name,
                "/openai/chat/completions",
                null,
                "application/json",
                "{\"model\":\"" + route + "\"}",
                error);
    }

    private static String many() {
        return IntStream.range(0, 4096)
                .mapToObj(i -> "{\"name\":\"t" + i + "\"}")
                .collect(Collectors.joining(",", "", ",{\"name\":\"Bash\"}"));
    }

    private static String spelt(String text) {
        return text.chars()
                .mapToObj(c -> String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("bypasses")
    void isRefused(Bypass bypass) throws Exception {
        String fields = bypass.type.isEmpty() ? "" : "content-type: " + bypass.type + "\r\n";
        String forward =
                bypass.forward == null
                        ? ""
                        : "x-forward-url: " + bench.provider.url() + bypass.forward + "\r\n";
        Bytes body = Bytes.of(bypass.body);
        String length = "content-length: " + body.length() + "\r\n";
        try (RawClient client = bench.rig().client()) {
            client.send(head(bypass.target, fields + forward + length)).send(body);
            assertThat(client.answer().weirError()).isEqualTo(bypass.error);
        }
        assertThat(bench.provider.received()).isEmpty();
    }

    @Test
    void whatIsAllowedPassesAsItCame() throws Exception {
        List<String> targets =
                List.of(
                        "/v1/messages",
                        "/v1/m%65ssages",
                        "/v1beta/models/gemini%2D2.5-flash:generateContent",
                        "/model/anthropic.claude-v2%3A1/converse",
                        "/v1/uploads//x");
        String body = "{\"model\":\"m\",\"tools\":[{\"name\":\"Read\"}],\"x\":\"Bash\"}";
        for (String target : targets) {
            assertThat(bench.post("/openai" + target, "", body).status()).as(target).isEqualTo(200);
            assertThat(bench.provider.received().getLast().head().target()).isEqualTo(target);
            assertThat(bench.provider.received().getLast().body()).isEqualTo(Bytes.of(body));
        }
        String forward = "x-forward-url: " + bench.provider.url() + "/v1beta/openai\r\n";
        assertThat(bench.post("/chat/completions", forward, body).status()).isEqualTo(200);
        assertThat(bench.provider.received().getLast().head().target())
                .isEqualTo("/v1beta/openai/chat/completions");
    }

    @Test
    void aBodyWithoutALengthGrowsNoFurtherThanAPolicyAllows() throws Exception {
        bench.policies.clear();
        bench.policies.add(smallBodies(Policy.Mode.DRY_RUN, 10));
        bench.policies.add(smallBodies(Policy.Mode.ENFORCE, 1000));
        assertThat(chunked("x".repeat(900), 1).status()).isEqualTo(200);
        Answer answer = chunked("x".repeat(900), 40);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.weirError()).isEqualTo("body_too_large");
        assertThat(answer.body().text()).contains("1000 bytes").contains("small");
    }

    @Test
    void aBodyThatIsHeldGrowsNoFurtherEitherAndThePolicyIsOnRecord() throws Exception {
        bench.policies.add(smallBodies(Policy.Mode.ENFORCE, 1000));
        Answer answer = chunked("x".repeat(900), 4);
        assertThat(answer.weirError()).isEqualTo("body_too_large");
        assertThat(bench.provider.received()).isEmpty();
        RecordedCall call = bench.rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.opening().gateway().rulings())
                .contains(
                        new Ruling(
                                "policy:small",
                                1,
                                "refused",
                                "the request body is larger than 1000 bytes"));
    }

    @Test
    void aCodedBodyIsAsLargeAsItIsWithoutItsCoding() throws Exception {
        bench.policies.add(smallBodies(Policy.Mode.ENFORCE, 1000));
        byte[] coded =
                RedactionOnRecordTest.coded(
                        "gzip", "{\"model\":\"m\",\"x\":\"" + "x".repeat(5000) + "\"}");
        assertThat(coded.length).isLessThan(1000);
        try (RawClient client = bench.rig().client()) {
            client.send(head("content-encoding: gzip\r\ncontent-length: " + coded.length + "\r\n"))
                    .send(Bytes.of(coded));
            assertThat(client.answer().weirError()).isEqualTo("body_too_large");
        }
        assertThat(bench.provider.received()).isEmpty();
    }

    private Answer chunked(String piece, int times) throws IOException {
        try (RawClient client = bench.rig().client()) {
            client.send(head("transfer-encoding: chunked\r\n"));
            try {
                for (int i = 0; i < times; i++) {
                    client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
                }
                client.send("0\r\n\r\n");
            } catch (IOException e) {
                // The answer came before the end of the request.
            }
            return client.answer();
        }
    }

    private String head(String fields) throws IOException {
        return head("/v1/messages", fields);
    }

    private String head(String target, String fields) throws IOException {
        return "POST "
                + target
                + " HTTP/1.1\r\nhost: localhost:"
                + bench.rig().port()
                + "\r\n"
                + RulesBench.auth()
                + fields
                + "\r\n";
    }

    private void deny(Subject subject, String... names) {
        bench.policies.add(
                RulesBench.deny("no-" + subject.word(), Policy.Mode.ENFORCE, subject, names));
    }

    private static Policy smallBodies(Policy.Mode mode, long bytes) {
        return RulesBench.deny("small", mode, Map.of(), bytes);
    }

    private void own(String name, String prefix, @Nullable String model) {
        bench.routes.add(
                new Route(
                        "r-" + name,
                        "acme",
                        name,
                        Audience.ofUser("ada"),
                        "ada",
                        Set.of(),
                        false,
                        List.of(new Target("openai", model, null, prefix, 1)),
                        List.of(),
                        CaptureMode.FULL,
                        null,
                        null));
    }
}
