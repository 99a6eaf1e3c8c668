package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class SessionSourcesTest {

    private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final String CODEX = "codex_cli_rs/0.169.0";

    private static Clues clues(String body, List<Tag> tags, String... headers) {
        Headers fields = Headers.of(headers);
        return new Clues(
                new ExchangeId(0x7000, 1L << 63),
                "",
                "c",
                "p",
                "POST",
                "/v1/x",
                fields,
                tags,
                ClientTool.of(fields, tags),
                CluesReader.read(body.getBytes(StandardCharsets.UTF_8)),
                AnswerClues.NONE,
                false);
    }

    private static SessionSources.@Nullable Named named(String body, String... headers) {
        return SessionSources.named(clues(body, List.of(), headers));
    }

    private static SessionSources.Named name(SessionSource source) {
        return new SessionSources.Named(source, ID);
    }

    @Test
    void whatTheCallerStatesGoesFirst() {
        Clues both =
                clues("{}", List.of(new Tag("session", "mine")), "x-claude-code-session-id", ID);
        assertThat(SessionSources.named(both))
                .isEqualTo(new SessionSources.Named(SessionSource.STATED, "mine"));
    }

    @Test
    void claudeCodesFieldAndBothFormsOfItsUserIdNameTheSameSession() {
        String json =
                "{\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\",\\\"session_id\\\":\\\""
                        + ID
                        + "\\\"}\"}}";
        String legacy =
                "{\"metadata\":{\"user_id\":\"user_ab12_account_" + ID + "_session_" + ID + "\"}}";
        String noAccount = "{\"metadata\":{\"user_id\":\"user_ab12_account__session_" + ID + "\"}}";
        assertThat(named("{}", "X-Claude-Code-Session-Id", ID))
                .isEqualTo(name(SessionSource.CLAUDE_CODE));
        assertThat(named(json)).isEqualTo(name(SessionSource.USER_ID));
        assertThat(named(legacy)).isEqualTo(name(SessionSource.USER_ID));
        assertThat(named(noAccount)).isEqualTo(name(SessionSource.USER_ID));
        assertThat(named("{\"metadata\":{\"user_id\":\"alice\"}}")).isNull();
        Stitcher stitcher = new Stitcher(new InMemorySessionMemory(10));
        String session = stitcher.place(clues(json, List.of())).session();
        assertThat(stitcher.place(clues("{}", List.of(), "x-claude-code-session-id", ID)).session())
                .isEqualTo(session);
    }

    @Test
    void fieldsOfOneToolAreNotBelievedFromAnother() {
        assertThat(named("{}", "session_id", ID, "user-agent", CODEX))
                .isEqualTo(name(SessionSource.CODEX));
        assertThat(named("{}", "session-id", ID, "user-agent", CODEX))
                .isEqualTo(name(SessionSource.CODEX));
        assertThat(named("{}", "conversation_id", ID, "user-agent", CODEX))
                .isEqualTo(name(SessionSource.CODEX));
        assertThat(named("{}", "session_id", ID, "user-agent", "curl/8.1")).isNull();
        assertThat(named("{}", "x-session-id", "ses_1", "user-agent", "opencode/1.18.33"))
                .isEqualTo(new SessionSources.Named(SessionSource.CLIENT_HEADER, "ses_1"));
        assertThat(named("{}", "x-session-id", "ses_1", "user-agent", "Mozilla/5.0")).isNull();
    }

    @Test
    void aCacheKeyCountsWhereItIsMadeForOneSession() {
        assertThat(named("{\"prompt_cache_key\":\"" + ID + "\"}"))
                .isEqualTo(name(SessionSource.CACHE_KEY));
        assertThat(named("{\"prompt_cache_key\":\"my-app-v1\"}")).isNull();
    }

    @Test
    void aConversationOfResponsesIsASession() {
        assertThat(named("{\"conversation\":\"conv_1\"}"))
                .isEqualTo(new SessionSources.Named(SessionSource.CONVERSATION, "conv_1"));
    }

    @Test
    void codexTellsItsThreadsInTheBody() {
        Stitcher stitcher = new Stitcher(new InMemorySessionMemory(10));
        String body =
                "{\"input\":\"x\",\"client_metadata\":{\"session_id\":\"%s\",\"thread_id\":\"%s\",\"x-codex-parent-thread-id\":\"%s\"}}";
        Placement main =
                stitcher.place(clues(body.formatted(ID, ID, ""), List.of(), "user-agent", CODEX));
        Placement child =
                stitcher.place(clues(body.formatted(ID, "t1", ID), List.of(), "user-agent", CODEX));
        Placement grandchild =
                stitcher.place(
                        clues(body.formatted(ID, "t2", "t1"), List.of(), "user-agent", CODEX));
        assertThat(List.of(main.thread(), child.thread(), grandchild.thread()))
                .containsExactly("main", "t1", "t2");
        assertThat(child.parentThread()).isEqualTo("main");
        assertThat(grandchild.parentThread()).isEqualTo("t1");
        assertThat(grandchild.session()).isEqualTo(main.session());
    }
}
