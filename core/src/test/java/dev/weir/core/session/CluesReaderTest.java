package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class CluesReaderTest {

    private static final String ANTHROPIC =
            """
            {"model":"claude-x","max_tokens":32000,"stream":true,
             "messages":[
              {"role":"user","content":"Fix the login"},
              {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},
                {"type":"text","text":"I shall read the file."},
                {"type":"tool_use","id":"toolu_01AAAAAAAAAAAAAAAA","name":"Read","input":{"path":"a"}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01AAAAAAAAAAAAAAAA","content":"x"}]}],
             "system":[{"type":"text","text":"x-anthropic-billing-header: a=1"},{"type":"text","text":"You are an agent."}],
             "tools":[{"name":"Read"},{"name":"Write"}],
             "metadata":{"user_id":"{\\"device_id\\":\\"d\\",\\"session_id\\":\\"0f8fad5b-d9cb-469f-a165-70867728950e\\"}"}}
            """;

    private static RequestClues read(String json) {
        return CluesReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAnAnthropicRequest() {
        RequestClues clues = read(ANTHROPIC);
        assertThat(clues.cut()).isFalse();
        assertThat(clues.model()).isEqualTo("claude-x");
        assertThat(clues.limit()).isEqualTo(32000);
        assertThat(clues.tools()).isEqualTo(2);
        assertThat(clues.userId()).startsWith("{\"device_id\":\"d\"");
        assertThat(clues.firstPrompt()).isEqualTo("Fix the login");
        assertThat(clues.instructions()).isEqualTo("You are an agent.\n");
        Chain chain = clues.chain();
        assertThat(chain.length()).isEqualTo(3);
        assertThat(chain.role(0)).isEqualTo(Chain.Role.USER);
        assertThat(chain.role(1)).isEqualTo(Chain.Role.MODEL);
        assertThat(chain.role(2)).isEqualTo(Chain.Role.RESULTS);
        assertThat(chain.sayings().size()).isEqualTo(2);
        assertThat(chain.sayings().hash(0)).isEqualTo(Sayings.ofCall("toolu_01AAAAAAAAAAAAAAAA"));
    }

    @Test
    void aMovingCacheMarkOrAStringInPlaceOfABlockIsTheSameMessage() {
        String plain =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi \\\"you\\\" \\u00e9\"}]}";
        String block =
                """
                { "messages" : [ { "content" : [ {"cache_control":{"type":"ephemeral","ttl":"1h"},
                "text":"Hi \\"you\\" \\u00e9", "type":"text"} ] , "role":"user" } ] }
                """;
        assertThat(read(block).chain().whole()).isEqualTo(read(plain).chain().whole());
        assertThat(read(plain.replace("Hi", "Ho")).chain().whole())
                .isNotEqualTo(read(plain).chain().whole());
    }

    @Test
    void theBillingBlockAndTheSystemPromptDoNotChangeTheConversation() {
        RequestClues one = read(ANTHROPIC);
        RequestClues billed = read(ANTHROPIC.replace("a=1", "a=2"));
        RequestClues other = read(ANTHROPIC.replace("an agent", "a helper"));
        assertThat(billed.system()).isEqualTo(one.system());
        assertThat(other.system()).isNotEqualTo(one.system());
        assertThat(other.chain().whole()).isEqualTo(one.chain().whole());
        assertThat(other.toolbox()).isEqualTo(one.toolbox());
    }

    @Test
    void eachPrefixOfALongerConversationHasTheHashOfTheShorterOne() {
        StringBuilder messages = new StringBuilder();
        List<Hash128> wholes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.append(i == 0 ? "" : ",")
                    .append("{\"role\":\"")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"m")
                    .append(i)
                    .append("\"}");
            Chain chain = read("{\"messages\":[" + messages + "]}").chain();
            wholes.add(chain.whole());
            for (int k = 1; k <= i + 1; k++) {
                assertThat(chain.prefix(k)).isEqualTo(wholes.get(k - 1));
            }
        }
        assertThat(wholes).doesNotHaveDuplicates();
    }

    @Test
    void orderOfMembersAndWhiteSpaceDoNotCountAndEveryOtherChangeDoes() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<String> members = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                members.add("\"k" + i + "\":" + value(random, 3));
            }
            String one = message(members, "");
            Collections.shuffle(members, random);
            assertThat(hash(message(members, " \n\t"))).as(one).isEqualTo(hash(one));
            int changed = random.nextInt(count);
            members.set(changed, members.get(changed).replaceFirst("\"k", "\"q"));
            assertThat(hash(message(members, ""))).as(one).isNotEqualTo(hash(one));
        }
    }

    private static Hash128 hash(String message) {
        return read("{\"messages\":[" + message + "]}").chain().whole();
    }

    private static String message(List<String> members, String space) {
        return "{" + space + String.join(space + "," + space, members) + space + "}";
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> "\"" + "ab\\\"c\\\\ ,:".repeat(random.nextInt(4)) + "\"";
            case 1 -> String.valueOf(random.nextInt(1000));
            case 2 -> "true";
            case 3 -> "null";
            case 4 -> "[" + value(random, depth - 1) + " , " + value(random, depth - 1) + "]";
            default ->
                    "{\"x\":"
                            + value(random, depth - 1)
                            + ",\"y\":"
                            + value(random, depth - 1)
                            + "}";
        };
    }

    @Test
    void aBodyCutAnywhereGivesThePrefixThatWasThereWhole() {
        byte[] body = ANTHROPIC.getBytes(StandardCharsets.UTF_8);
        Chain whole = CluesReader.read(body).chain();
        int longest = 0;
        for (int length = 0; length < body.length - 3; length++) {
            RequestClues clues = CluesReader.read(body, 0, length);
            Chain chain = clues.chain();
            assertThat(clues.cut()).isEqualTo(clues.readable());
            assertThat(chain.length()).isGreaterThanOrEqualTo(longest);
            longest = chain.length();
            if (longest > 0) {
                assertThat(chain.whole()).isEqualTo(whole.prefix(longest));
            }
        }
        assertThat(longest).isEqualTo(3);
    }

    @Test
    void aBodyInTheMiddleOfAnArrayReadsLikeOneAlone() {
        byte[] body = ANTHROPIC.getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[body.length + 20];
        System.arraycopy(body, 0, padded, 7, body.length);
        assertThat(CluesReader.read(padded, 7, body.length).chain().whole())
                .isEqualTo(CluesReader.read(body).chain().whole());
        assertThat(CluesReader.read(padded, 7, body.length).toolbox())
                .isEqualTo(CluesReader.read(body).toolbox());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[1]", "\"text\"", "12", "null", "\u0000\u0000"})
    void whatIsNoJsonObjectOffersNothing(String body) {
        assertThat(read(body)).isEqualTo(RequestClues.NONE);
    }

    @Test
    void nestingBeyondTheLimitIsABreak() {
        String deep = "{\"model\":\"m\",\"messages\":" + "[".repeat(100_000);
        RequestClues clues = read(deep);
        assertThat(clues.cut()).isTrue();
        assertThat(clues.model()).isEqualTo("m");
    }

    @Test
    void readsAChatRequest() {
        RequestClues clues =
                read(
                        """
                        {"model":"gpt","prompt_cache_key":"k","messages":[
                          {"role":"system","content":"You are an agent."},
                          {"role":"user","content":[{"type":"text","text":"Go"}]},
                          {"role":"assistant","content":null,"tool_calls":[
                            {"id":"call_abcdefghijklmnop","type":"function","function":{"name":"f","arguments":"{}"}}]},
                          {"role":"tool","tool_call_id":"call_abcdefghijklmnop","content":"done"}]}
                        """);
        assertThat(clues.cacheKey()).isEqualTo("k");
        assertThat(clues.instructions()).isEqualTo("You are an agent.\n");
        assertThat(clues.chain().length()).isEqualTo(3);
        assertThat(clues.chain().role(2)).isEqualTo(Chain.Role.RESULTS);
        assertThat(clues.chain().sayings().hash(0))
                .isEqualTo(Sayings.ofCall("call_abcdefghijklmnop"));
    }

    @Test
    void readsAResponsesRequest() {
        RequestClues clues =
                read(
                        """
                        {"type":"response.create","model":"gpt","generate":false,"previous_response_id":"resp_1",
                         "conversation":{"id":"conv_1"},"client_metadata":{"thread_id":"t","n":1},
                         "input":[{"type":"message","role":"developer","content":[{"type":"input_text","text":"D"}]},
                          {"type":"message","role":"user","content":[{"type":"input_text","text":"Go"}]},
                          {"type":"reasoning","summary":[],"encrypted_content":"x"},
                          {"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},
                          {"type":"function_call_output","call_id":"call_1","output":"ok"}]}
                        """);
        assertThat(clues.silent()).isTrue();
        assertThat(clues.previous()).isEqualTo("resp_1");
        assertThat(clues.conversation()).isEqualTo("conv_1");
        assertThat(clues.clientMetadata()).containsOnlyKeys("thread_id");
        Chain chain = clues.chain();
        assertThat(chain.length()).isEqualTo(4);
        assertThat(chain.role(1)).isEqualTo(Chain.Role.MODEL);
        assertThat(chain.role(2)).isEqualTo(Chain.Role.MODEL);
        assertThat(chain.role(3)).isEqualTo(Chain.Role.RESULTS);
        assertThat(chain.endOfRun(1)).isEqualTo(3);
        assertThat(chain.sayings().size()).isEqualTo(1);
    }

    @Test
    void readsAGeminiRequest() {
        RequestClues clues =
                read(
                        """
                        {"systemInstruction":{"parts":[{"text":"Be brief."}]},
                         "generationConfig":{"maxOutputTokens":1,"responseSchema":{}},
                         "contents":[{"role":"user","parts":[{"text":"Go"}]},
                          {"role":"model","parts":[{"text":"thinking aloud","thought":true},{"functionCall":{"name":"f","args":{}}}]},
                          {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}]}
                        """);
        assertThat(clues.limit()).isEqualTo(1);
        assertThat(clues.schema()).isTrue();
        assertThat(clues.system()).isNotEqualTo(Hash128.NONE);
        assertThat(clues.chain().role(1)).isEqualTo(Chain.Role.MODEL);
        assertThat(clues.chain().role(2)).isEqualTo(Chain.Role.RESULTS);
        assertThat(clues.chain().sayings().isEmpty()).isTrue();
    }

    @Test
    void readsAnOllamaPromptAndAResponsesText() {
        assertThat(read("{\"model\":\"l\",\"prompt\":\"Why?\"}").firstPrompt()).isEqualTo("Why?");
        assertThat(read("{\"model\":\"g\",\"input\":\"Why?\"}").chain().length()).isEqualTo(1);
    }
}
