package dev.weir.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.diff.Change.Kind;
import dev.weir.core.diff.Differ.Subject;
import dev.weir.core.diff.Difference.Method;
import dev.weir.core.diff.Difference.Relation;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class DifferTest {

    private static final String TOOLS =
            """
            "tools":[{"name":"Read","description":"Reads a file.","input_schema":{"type":"object",
            "properties":{"path":{"type":"string"}}}},{"name":"Bash","description":"Runs.",
            "input_schema":{"type":"object"}}],""";

    private static Subject anthropic(String body) {
        return subject(Dialect.ANTHROPIC, "/v1/messages", body, "");
    }

    private static Subject subject(Dialect dialect, String path, String body, String answer) {
        Source.Body request = body(body);
        Source.Body response = body(answer);
        Headers headers = Headers.of("content-type", "application/json");
        Source source =
                new Source(
                        dialect, null, "POST", path, "", headers, request, 200, headers, response);
        return new Subject(dialect, TurnReader.read(source), request, response, 200);
    }

    private static Source.Body body(String text) {
        return Source.Body.of(text.getBytes(StandardCharsets.UTF_8), Source.State.WHOLE);
    }

    private static String request(String system, String... messages) {
        return "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":100,"
                + TOOLS
                + "\"system\":\""
                + system
                + "\",\"messages\":["
                + String.join(",", messages)
                + "]}";
    }

    private static String user(String text) {
        return "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    private static String assistant(String text) {
        return "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
    }

    private static Difference diff(String a, String b) {
        return Differ.requests(anthropic(a), anthropic(b));
    }

    private static List<Change> changes(Difference difference, String section) {
        return difference.sections().stream()
                .filter(one -> one.name().equals(section))
                .flatMap(one -> one.changes().stream())
                .toList();
    }

    @Test
    void theNextStepOfAConversationOnlyAddsMessages() {
        String first = request("Be brief.", user("fix it"));
        String second = request("Be brief.", user("fix it"), assistant("done"), user("thanks"));
        Difference difference = diff(first, second);
        assertThat(difference.relation()).isEqualTo(Relation.APPENDED);
        assertThat(difference.samePrefix()).isEqualTo(1);
        assertThat(difference.breaksAt()).isNull();
        assertThat(changes(difference, "messages"))
                .extracting(Change::kind, Change::b)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.ADDED, "messages[1]"),
                        org.assertj.core.groups.Tuple.tuple(Kind.ADDED, "messages[2]"));
        assertThat(difference.bytes().first()).isEqualTo(first.length() - 2);
        assertThat(difference.same()).isFalse();
        assertThat(diff(second, first).relation()).isEqualTo(Relation.SHORTENED);
    }

    @Test
    void aMarkThatWandersIsNoChangeOfAMessage() {
        String marked =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"fix it\","
                        + "\"cache_control\":{\"type\":\"ephemeral\"}}]}";
        Difference difference =
                diff(request("s", marked), request("s", user("fix it"), assistant("done"), marked));
        assertThat(difference.relation()).isEqualTo(Relation.APPENDED);
        assertThat(difference.breaksAt()).isNull();
        assertThat(changes(difference, "messages"))
                .extracting(Change::kind)
                .containsExactly(Kind.MARKED, Kind.ADDED, Kind.ADDED);
        assertThat(changes(difference, "messages").getFirst().a())
                .isEqualTo("messages[0].parts[0]");
    }

    @Test
    void aWordInTheMiddleOfAConversationIsFoundWithItsPlace() {
        String before = "please read the configuration file and tell me what it says";
        String after = "please read the other file and tell me what it says";
        Difference difference =
                diff(
                        request("s", user("hello"), assistant("hi"), user(before), assistant("ok")),
                        request("s", user("hello"), assistant("hi"), user(after), assistant("ok")));
        assertThat(difference.relation()).isEqualTo(Relation.EDITED);
        assertThat(difference.breaksAt()).isEqualTo("messages[2]");
        Change change = changes(difference, "messages").getFirst();
        assertThat(change.a()).isEqualTo("messages[2].parts[0].text");
        TextDiff text = java.util.Objects.requireNonNull(change.text());
        assertThat(text.runs()).extracting(text::text).contains("configuration", "other");
    }

    @Test
    void removedAndMovedMessagesAreTold() {
        String[] said = {
            user("first question of all"), assistant("an answer"), user("another thing entirely")
        };
        Difference removed = diff(request("s", said), request("s", said[0], said[2]));
        assertThat(changes(removed, "messages"))
                .extracting(Change::kind)
                .containsExactly(Kind.REMOVED);
        Difference moved = diff(request("s", said), request("s", said[2], said[0], said[1]));
        assertThat(changes(moved, "messages")).extracting(Change::kind).containsExactly(Kind.MOVED);
        assertThat(changes(moved, "messages").getFirst().a()).isEqualTo("messages[2]");
        assertThat(changes(moved, "messages").getFirst().b()).isEqualTo("messages[0]");
    }

    @Test
    void aConversationThatGoesOnFromASummaryIsCompacted() {
        Difference difference =
                diff(
                        request("s", user("a"), assistant("b"), user("c"), assistant("d")),
                        request(
                                "s",
                                user(
                                        "This session is being continued from a previous"
                                                + " conversation that ran out of context."),
                                assistant("d")));
        assertThat(difference.relation()).isEqualTo(Relation.COMPACTED);
    }

    @Test
    void toolsBelongTogetherByNameAndTheirSchemasAreComparedByMember() {
        String a = request("s", user("a"));
        String b =
                a.replace("Reads a file.", "Reads one file.")
                        .replace("\"path\":{\"type\":\"string\"}", "\"path\":{\"type\":\"number\"}")
                        .replace("\"Bash\"", "\"Shell\"");
        assertThat(changes(diff(a, b), "tools"))
                .extracting(Change::kind, Change::a, Change::b)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Kind.CHANGED, "tools[0].description", "tools[0].description"),
                        org.assertj.core.groups.Tuple.tuple(
                                Kind.CHANGED,
                                "tools[0].schema.properties.path.type",
                                "tools[0].schema.properties.path.type"),
                        org.assertj.core.groups.Tuple.tuple(Kind.REMOVED, "tools[1]", null),
                        org.assertj.core.groups.Tuple.tuple(Kind.ADDED, null, "tools[1]"));
        assertThat(diff(a, b).breaksAt()).isEqualTo("tools");
    }

    @Test
    void anotherOrderOfMembersSaysTheSameAndIsTold() {
        String a = request("s", user("a"));
        String b =
                a.replace(
                        "{\"type\":\"object\",\n\"properties\":{\"path\":{\"type\":\"string\"}}}",
                        "{\"properties\":{\"path\":{\"type\":\"string\"}},\"type\":\"object\"}");
        assertThat(b).isNotEqualTo(a);
        Difference difference = diff(a, b);
        assertThat(difference.same()).isTrue();
        assertThat(difference.bytes().same()).isFalse();
        assertThat(changes(difference, "tools"))
                .extracting(Change::kind, Change::a)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.REORDERED, "tools[0].schema"));
    }

    @Test
    void whatTheReadingLeavesOutIsFoundInTheBody() {
        String a = request("s", user("a"));
        String b = a.replace("\"max_tokens\":100", "\"max_tokens\":100,\"max_tokens\":100");
        assertThat(diff(a, b).same()).isFalse();
        assertThat(diff(a, a.replace(",", " , ")).same()).isTrue();
    }

    @Test
    void parametersAreComparedWhetherTheyAreKnownOrNot() {
        String a = request("s", user("a"));
        String b = a.replace("\"max_tokens\":100", "\"max_tokens\":200,\"novel\":{\"x\":1}");
        assertThat(changes(diff(a, b), "parameters"))
                .extracting(Change::kind)
                .containsExactly(Kind.CHANGED, Kind.ADDED);
    }

    @Test
    void inlineImagesAreTheSameWhereTheirBytesAre() {
        String image =
                "{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":"
                        + "\"base64\",\"media_type\":\"image/png\",\"data\":\"%s\"}}]}";
        String one = image.formatted("QUJD".repeat(100));
        String other = image.formatted("QUJE".repeat(100));
        assertThat(changes(diff(request("s", one), request("longer", one)), "messages")).isEmpty();
        assertThat(changes(diff(request("s", one), request("s", other)), "messages"))
                .extracting(Change::a)
                .containsExactly("messages[0].parts[0].source.sha256");
    }

    @Test
    void requestsOfTwoDialectsAreComparedByWhatTheySay() {
        String chat =
                """
                {"model":"claude-sonnet-4-5","messages":[{"role":"system","content":"Be brief."},
                {"role":"user","content":"fix it"},{"role":"assistant","tool_calls":[{"id":"c1",
                "type":"function","function":{"name":"Read","arguments":"{\\"path\\":\\"a\\"}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"text"}],"max_tokens":100}""";
        String messages =
                """
                {"model":"claude-sonnet-4-5","system":"Be brief.","max_tokens":100,"messages":[
                {"role":"user","content":"fix it"},{"role":"assistant","content":[{"type":"tool_use",
                "id":"t1","name":"Read","input":{"path":"a"}}]},{"role":"user","content":[
                {"type":"tool_result","tool_use_id":"t1","content":"text"}]}]}""";
        Difference difference =
                Differ.requests(
                        subject(Dialect.OPENAI, "/v1/chat/completions", chat, ""),
                        anthropic(messages));
        assertThat(difference.method()).isEqualTo(Method.TURN);
        assertThat(difference.same()).as("%s", difference.sections()).isTrue();
        assertThat(difference.relation()).isEqualTo(Relation.SAME);
    }

    @Test
    void answersAreComparedWithoutTheirIds() {
        String answer =
                """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
                "content":[{"type":"text","text":"It is done now."}],"stop_reason":"end_turn",
                "usage":{"input_tokens":10,"output_tokens":5}}""";
        String other = answer.replace("msg_1", "msg_2").replace("done", "finished");
        Subject a = subject(Dialect.ANTHROPIC, "/v1/messages", "{}", answer);
        Difference difference =
                Differ.responses(a, subject(Dialect.ANTHROPIC, "/v1/messages", "{}", other));
        assertThat(
                        difference.sections().stream()
                                .flatMap(section -> section.changes().stream())
                                .map(Change::a))
                .containsExactly("choices[0].parts[0].text");
        assertThat(
                        Differ.responses(
                                        a,
                                        subject(
                                                Dialect.ANTHROPIC,
                                                "/v1/messages",
                                                "{}",
                                                answer.replace("msg_1", "msg_2")))
                                .same())
                .isTrue();
    }

    @Test
    void whatCannotBeReadIsComparedAsItIsAndTheReasonIsTold() {
        Difference text = diff("not json at all", "not json, at all");
        assertThat(text.method()).isEqualTo(Method.TEXT);
        assertThat(text.reason()).contains("A: ", "not JSON", "B: ");
        assertThat(text.same()).isFalse();
        assertThat(text.bytes().first()).isEqualTo(8);
        assertThat(diff("[1,2]", "[1,3]").method()).isEqualTo(Method.JSON);
        Source.Body left = Source.Body.of(new byte[] {1, (byte) 0xFF, 3}, Source.State.UNDECODABLE);
        Source.Body right =
                Source.Body.of(new byte[] {1, (byte) 0xFF, 4}, Source.State.UNDECODABLE);
        Subject empty = anthropic("");
        Difference bytes =
                Differ.requests(
                        new Subject(empty.dialect(), empty.reading(), left, left, 200),
                        new Subject(empty.dialect(), empty.reading(), right, right, 200));
        assertThat(bytes.method()).isEqualTo(Method.BYTES);
        assertThat(bytes.same()).isFalse();
        assertThat(bytes.bytes().first()).isEqualTo(2);
    }

    @Test
    void tenThousandMessagesAndAVeryLongTextAreComparedInBoundedWork() {
        Random random = new Random(5);
        String[] a = new String[10_000];
        String[] b = new String[10_000];
        for (int i = 0; i < a.length; i++) {
            a[i] = user("message " + random.nextInt(20));
            b[i] = user("message " + random.nextInt(20));
        }
        a[0] = user("long ".repeat(4_000_000));
        b[0] = user("longer ".repeat(3_000_000));
        long begun = System.nanoTime();
        Difference difference = diff(request("s", a), request("s", b));
        assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
        assertThat(difference.same()).isFalse();
        assertThat(difference.left()).isPositive();
    }
}
