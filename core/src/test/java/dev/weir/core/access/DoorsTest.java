package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Doors.Shut;
import dev.weir.core.access.Doors.Through;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;
import java.util.Set;

class DoorsTest {

    private final Providers providers = new Providers(Providers.wellKnown().values());
    private final Doors doors =
            new Doors(providers, Set.of("api.example.com", "other.example.com:8443", "192.0.2.7"));

    @ParameterizedTest(name = "{0} with {1} goes to {2} as {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1/messages, -, anthropic, ANTHROPIC",
                "/v1/messages/count_tokens, -, anthropic, ANTHROPIC",
                "/v1/messages/batches/b_1/results, -, anthropic, ANTHROPIC",
                "/v1/complete, anthropic-version, anthropic, ANTHROPIC",
                "/v1/complete, x-api-key, anthropic, ANTHROPIC",
                "/v1/complete, -, openai, OPENAI",
                "/api/chat, -, ollama, OLLAMA",
                "/api/generate, -, ollama, OLLAMA",
                "/api/embed, -, ollama, OLLAMA",
                "/api/embeddings, -, ollama, OLLAMA",
                "/api/tags, -, ollama, OLLAMA",
                "/api/show, -, ollama, OLLAMA",
                "/api/ps, -, ollama, OLLAMA",
                "/api/version, -, ollama, OLLAMA",
                "/api/pull, -, ollama, OLLAMA",
                "/api/create, -, ollama, OLLAMA",
                "/api/copy, -, ollama, OLLAMA",
                "/api/delete, -, ollama, OLLAMA",
                "/api/push, -, ollama, OLLAMA",
                "/v1beta/models/gemini-pro:generateContent, -, gemini, GEMINI",
                "/v1alpha/models, -, gemini, GEMINI",
                "/upload/v1beta/files, -, gemini, GEMINI",
                "/v1/models/gemini-pro:streamGenerateContent, -, gemini, GEMINI",
                "/v1/models, x-goog-api-key, gemini, GEMINI",
                "/v1/chat/completions, x-ollama-base, ollama, OPENAI",
                "/v1/chat/completions, -, openai, OPENAI",
                "/v1/chat/completions, x-api-key, openai, OPENAI",
                "/v1/responses, anthropic-version, openai, OPENAI",
                "/v1/responses/resp_1/cancel, -, openai, OPENAI",
                "/v1/embeddings, x-api-key, openai, OPENAI",
                "/v1/models, x-api-key, anthropic, ANTHROPIC",
                "/v1/files, anthropic-version, anthropic, ANTHROPIC",
                "/v1/models, -, openai, OPENAI",
                "/v1, -, openai, OPENAI",
            })
    void aBarePathIsRoutedByPathThenByHeaders(
            String path, String field, String provider, Dialect dialect) {
        Through way = through(doors, path, field == null ? Headers.EMPTY : Headers.of(field, "v"));
        assertThat(way.door()).isEqualTo("bare");
        assertThat(way.provider().name()).isEqualTo(provider);
        assertThat(way.dialect()).isEqualTo(dialect);
        assertThat(way.path()).isEqualTo(path);
        assertThat(way.upstreamPath()).isEqualTo(path);
        assertThat(way.guarded()).isFalse();
    }

    @Test
    void aRowIsPassedOverWhereItsProviderIsNotConfigured() {
        Doors only = new Doors(new Providers(List.of(known("openai"))), Set.of());
        Headers anthropic = Headers.of("anthropic-version", "2023-06-01");
        assertThat(through(only, "/v1/files", anthropic).provider().name()).isEqualTo("openai");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/proxy"})
    void everyProviderHasADoorOfItsName(String before) {
        for (String name : providers.names()) {
            Through way = through(doors, before + "/" + name + "/v9/thing", Headers.EMPTY);
            assertThat(way.door()).isEqualTo("provider");
            assertThat(way.provider()).isSameAs(providers.find(name));
            assertThat(way.path()).isEqualTo("/v9/thing");
            assertThat(way.dialect()).isEqualTo(way.provider().dialect());
        }
    }

    @Test
    void aDoorKeepsEveryByteAfterItsPrefix() {
        assertThat(through(doors, "/openai//v1/x", Headers.EMPTY).path()).isEqualTo("//v1/x");
        assertThat(through(doors, "/openai/a%2Fb/", Headers.EMPTY).path()).isEqualTo("/a%2Fb/");
        assertThat(through(doors, "/openai/openai/v1", Headers.EMPTY).path())
                .isEqualTo("/openai/v1");
    }

    @Test
    void aDoorWithoutAPathLeadsToTheRoot() {
        assertThat(through(doors, "/anthropic", Headers.EMPTY).upstreamPath()).isEqualTo("/");
        assertThat(through(doors, "/anthropic/", Headers.EMPTY).upstreamPath()).isEqualTo("/");
    }

    @Test
    void theProvidersOwnPrefixComesFirst() {
        Provider prefixed =
                new Provider(
                        "azure",
                        Origin.parse("https://x.example.com/openai/"),
                        Dialect.OPENAI,
                        CaptureMode.FULL,
                        false);
        Doors one = new Doors(new Providers(List.of(prefixed)), Set.of());
        assertThat(through(one, "/azure/v1/responses", Headers.EMPTY).upstreamPath())
                .isEqualTo("/openai/v1/responses");
        assertThat(through(one, "/azure", Headers.EMPTY).upstreamPath()).isEqualTo("/openai");
    }

    @Test
    void thePathTellsTheShapeWhoeverServesIt() {
        assertThat(through(doors, "/ollama/v1/messages", Headers.EMPTY).dialect())
                .isEqualTo(Dialect.ANTHROPIC);
        assertThat(through(doors, "/ollama/v1/chat/completions", Headers.EMPTY).dialect())
                .isEqualTo(Dialect.OPENAI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v2/messages",
                "/v1messages",
                "/v1beta2/models",
                "/OpenAI/v1/models",
                "/openaix/v1/models",
                "/proxy",
                "/proxy/",
                "/proxy/nobody/v1/models",
                "/proxy/proxy/openai/v1",
                "/api/unknown",
                "/api"
            })
    void anythingElseIsShutAndTheAnswerNamesWhatWasExpected(String path) {
        Shut shut = shut(path, Headers.EMPTY);
        assertThat(shut.refusal().code()).isEqualTo(ErrorCode.ROUTE_NOT_FOUND);
        assertThat(shut.refusal().message())
                .contains("'" + path + "'", "/anthropic/v1/messages")
                .contains(providers.names());
    }

    @Test
    void spansThatComeToTheProxyAreToldWhereTheyBelong() {
        assertThat(shut("/v1/traces", Headers.EMPTY).refusal().message())
                .contains("console port", "/v1/traces");
    }

    @Test
    void aShutDoorAnswersInTheShapeTheClientSeemsToSpeak() {
        assertThat(shut("/x", Headers.of("Anthropic-Version", "1")).dialect())
                .isEqualTo(Dialect.ANTHROPIC);
        assertThat(shut("/x", Headers.of("x-goog-api-key", "1")).dialect())
                .isEqualTo(Dialect.GEMINI);
        assertThat(shut("/x", Headers.EMPTY).dialect()).isEqualTo(Dialect.OPENAI);
    }

    @Test
    void forwardGoesToAHostOnTheAllowListAndItsAddressIsGuarded() {
        Through way = forward("/v1/chat/completions", "https://api.example.com/base/");
        assertThat(way.door()).isEqualTo("forward");
        assertThat(way.guarded()).isTrue();
        assertThat(way.upstreamPath()).isEqualTo("/base/v1/chat/completions");
        assertThat(way.provider().base().root()).isEqualTo("https://api.example.com");
        assertThat(way.provider().mode()).isEqualTo(CaptureMode.FULL);
    }

    @Test
    void forwardStripsAProvidersPrefixToo() {
        assertThat(forward("/openai/v1/x", "https://api.example.com").path()).isEqualTo("/v1/x");
        assertThat(forward("/proxy/openai/v1/x", "https://api.example.com").path())
                .isEqualTo("/v1/x");
    }

    @Test
    void anAllowListEntryWithAPortAllowsThatPortOnly() {
        assertThat(forward("/v1/x", "https://other.example.com:8443").provider().base().port())
                .isEqualTo(8443);
        assertForbidden("https://other.example.com", "other.example.com", "forward.allow");
    }

    @Test
    void anAddressOnTheAllowListWasChosenByTheOperatorAndIsNotGuarded() {
        assertThat(forward("/v1/x", "https://192.0.2.7").guarded()).isFalse();
    }

    @Test
    void forwardToANamedProviderNeedsNoListAndMayBePlainHttp() {
        Through way = forward("/api/chat", "http://127.0.0.1:11434");
        assertThat(way.provider().name()).isEqualTo("ollama");
        assertThat(way.guarded()).isFalse();
        assertThat(forward("/v1/x", "HTTPS://API.OPENAI.COM:443/y").upstreamPath())
                .isEqualTo("/y/v1/x");
    }

    @Test
    void whatTheUrlHasBesidesTheProvidersBaseIsPartOfThePath() {
        Through whole = forward("/openai", "https://api.openai.com/v1/responses");
        assertThat(whole.path()).isEqualTo("/v1/responses");
        assertThat(whole.provider().base().path()).isEmpty();
        assertThat(whole.upstreamPath()).isEqualTo("/v1/responses");
        Through start = forward("/pro:generateContent", "https://api.openai.com/v1beta/models");
        assertThat(start.path()).isEqualTo("/v1beta/models/pro:generateContent");
        assertThat(start.dialect()).isEqualTo(Dialect.GEMINI);
        assertThat(forward("/v1/x", "https://api.example.com/base/").path())
                .isEqualTo("/base/v1/x");
    }

    @Test
    void aProvidersOwnBaseIsNoPartOfThePathAndTheLongestCounts() {
        Origin base = Origin.parse("https://host.example/api");
        Provider wide = new Provider("wide", base, Dialect.OPENAI, CaptureMode.FULL, false);
        Provider narrow =
                new Provider(
                        "narrow", base.under("/narrow"), Dialect.OPENAI, CaptureMode.FULL, false);
        Doors two = new Doors(new Providers(List.of(wide, narrow)), Set.of());
        Through below =
                through(two, "/x", Headers.of("x-forward-url", "https://host.example/api/narrow"));
        assertThat(below.provider().name()).isEqualTo("narrow");
        assertThat(below.path()).isEqualTo("/x");
        Through other =
                through(
                        two,
                        "/x",
                        Headers.of("x-forward-url", "https://host.example/api/narrower"));
        assertThat(other.provider().name()).isEqualTo("wide");
        assertThat(other.path()).isEqualTo("/narrower/x");
        assertThat(two.find("/x", Headers.of("x-forward-url", "https://host.example/v2")))
                .isInstanceOf(Shut.class);
    }

    @Test
    void wherePeopleSignInAProvidersHostMustBeOnTheListToo() {
        Headers fields = Headers.of("x-forward-url", "https://api.openai.com");
        Doors closed = new Doors(providers, Set.of(), null, true);
        assertThat(closed.find("/v1/responses", fields))
                .isInstanceOfSatisfying(
                        Shut.class,
                        shut ->
                                assertThat(shut.refusal().message())
                                        .contains("api.openai.com")
                                        .contains("forward.allow"));
        Doors listed = new Doors(providers, Set.of("api.openai.com"), null, true);
        assertThat(through(listed, "/v1/responses", fields).provider().name()).isEqualTo("openai");
    }

    @Test
    void forwardToALocalAddressThatNobodyNamedIsForbidden() {
        assertForbidden("http://127.0.0.1:11435", "127.0.0.1", "forward.allow");
        assertForbidden("https://127.0.0.1:11434", "127.0.0.1", "forward.allow");
        assertForbidden("http://[::1]:11434", "::1", "forward.allow");
        assertForbidden("https://169.254.169.254/latest", "169.254.169.254", "forward.allow");
    }

    @Test
    void forwardInPlainHttpIsForbiddenAlsoToAListedHost() {
        assertForbidden("http://api.example.com", "https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example.com",
                "//api.example.com",
                "ftp://api.example.com",
                "https://user:hunter2@api.example.com",
                "https://api.example.com@evil.example",
                "https://api.example.com?x",
                "https://api.example.com#x",
                "https://api.example.com\\evil",
                "https://api.example.com:0",
                "https://api.example.com:65536",
                "https://api.example.com/a/../b",
                "https://api.example.com /"
            })
    void forwardTakesNothingButAPlainUrl(String url) {
        Shut shut = shut("/v1/x", Headers.of("X-Forward-URL", url));
        assertThat(shut.refusal().code()).isEqualTo(ErrorCode.UPSTREAM_FORBIDDEN);
        assertThat(shut.refusal().message())
                .contains("https://host[:port][/path]")
                .doesNotContain("hunter2");
    }

    @Test
    void anEmptyAllowListTurnsForwardingOff() {
        Doors closed = new Doors(providers, Set.of());
        assertThat(closed.find("/v1/x", Headers.of("x-forward-url", "https://api.example.com")))
                .isInstanceOf(Shut.class);
    }

    @Test
    void noProviderMayTakeTheNameOfABarePath() {
        for (String path : List.of("proxy", "v1", "v1beta", "v1alpha", "upload", "api")) {
            assertThatThrownBy(() -> named(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a b", "a/b", "a.b", "-a", "ä"})
    void aProvidersNameIsOneLowerCaseSegment(String name) {
        assertThatThrownBy(() -> named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("starting with a letter");
    }

    @Test
    void aProviderIsNamedOnce() {
        assertThatThrownBy(() -> new Providers(List.of(known("openai"), known("openai"))))
                .hasMessageContaining("'openai' is named twice");
    }

    private static Provider named(String name) {
        return new Provider(name, known("openai").base(), Dialect.OPENAI, CaptureMode.FULL, false);
    }

    private static Provider known(String name) {
        Provider provider = Providers.wellKnown().get(name);
        return Objects.requireNonNull(provider);
    }

    private Through forward(String path, String url) {
        return through(doors, path, Headers.of("X-Forward-URL", url));
    }

    private void assertForbidden(String url, String... said) {
        Shut shut = shut("/v1/x", Headers.of("X-Forward-URL", url));
        assertThat(shut.refusal().code()).isEqualTo(ErrorCode.UPSTREAM_FORBIDDEN);
        assertThat(shut.refusal().message()).contains(said);
    }

    private Shut shut(String path, Headers headers) {
        Doors.Way way = doors.find(path, headers);
        assertThat(way).isInstanceOf(Shut.class);
        return (Shut) way;
    }

    private static Through through(Doors doors, String path, Headers headers) {
        Doors.Way way = doors.find(path, headers);
        assertThat(way).isInstanceOf(Through.class);
        return (Through) way;
    }
}
