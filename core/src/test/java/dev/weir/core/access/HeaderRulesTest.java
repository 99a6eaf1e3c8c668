package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.HeaderRules.Passed;
import dev.weir.core.access.HeaderRules.Treatment;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

class HeaderRulesTest {

    private static final String HOST = "api.example.com";
    private static final String SECRET = "sk-ant-0123456789-abcd";

    @Test
    void orderCaseAndRepetitionAreKept() {
        Headers sent =
                Headers.of(
                        "Host", HOST, "X-b", "1", "x-A", "2", "X-B", "", "Accept", "*/*", "x-a",
                        "2");
        assertThat(upstream(sent)).isEqualTo(sent);
    }

    @Test
    void theHostIsReplacedInItsPlaceAndComesFirstWhereThereWasNone() {
        assertThat(upstream(Headers.of("a", "1", "HOST", "127.0.0.1:4141", "b", "2")))
                .isEqualTo(Headers.of("a", "1", "HOST", HOST, "b", "2"));
        assertThat(upstream(Headers.of("a", "1"))).isEqualTo(Headers.of("Host", HOST, "a", "1"));
    }

    @Test
    void framingStaysInItsPlaceOnce() {
        Headers twice =
                Headers.of("Host", HOST, "Content-Length", "5", "a", "1", "content-length", "5");
        assertThat(upstream(twice))
                .isEqualTo(Headers.of("Host", HOST, "Content-Length", "5", "a", "1"));
        assertThat(HeaderRules.toClient(twice, 200, true).passed().all("content-length"))
                .containsExactly("5");
    }

    @Test
    void aProtocolWithoutFramingFieldsGetsNone() {
        Headers sent =
                Headers.of("Host", "h", "Content-Length", "5", "Transfer-Encoding", "chunked");
        assertThat(HeaderRules.toUpstream(sent, null).passed().isEmpty()).isTrue();
        Headers answer = Headers.of("Content-Length", "5", "Transfer-Encoding", "chunked");
        assertThat(HeaderRules.toClient(answer, 200, false).passed().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "TE",
                "Trailer",
                "Upgrade",
                "HTTP2-Settings"
            })
    void whatBelongsToOneConnectionIsNotSentOnNorListed(String name) {
        Passed passed = HeaderRules.toUpstream(Headers.of("Host", HOST, name, "x"), HOST);
        assertThat(passed.passed()).isEqualTo(Headers.of("Host", HOST));
        assertThat(passed.changes()).isEmpty();
    }

    @Test
    void whatAConnectionFieldNamesIsNotSentOn() {
        Headers sent =
                Headers.of(
                        "Host",
                        HOST,
                        "Connection",
                        "close, X-Hop ,,x-other",
                        "X-HOP",
                        "1",
                        "x-other",
                        "2",
                        "x-kept",
                        "3");
        assertThat(upstream(sent)).isEqualTo(Headers.of("Host", HOST, "x-kept", "3"));
        assertThat(HeaderRules.toClient(sent, 200, true).passed().contains("x-hop")).isFalse();
    }

    @Test
    void everyConnectionFieldCounts() {
        Headers sent =
                Headers.of(
                        "Host",
                        HOST,
                        "Connection",
                        "keep-alive",
                        "Connection",
                        "x-hop",
                        "x-hop",
                        "1");
        assertThat(upstream(sent)).isEqualTo(Headers.of("Host", HOST));
    }

    @Test
    void aCredentialThatAConnectionFieldNamesIsNotSentOnEither() {
        Headers sent =
                Headers.of("Host", HOST, "Connection", "authorization", "Authorization", "x");
        assertThat(upstream(sent)).isEqualTo(Headers.of("Host", HOST));
    }

    @Test
    void aConnectionFieldCannotTakeTheHostOrTheFramingAway() {
        Headers sent =
                Headers.of(
                        "Host", HOST, "Connection", "host, content-length", "Content-Length", "5");
        assertThat(upstream(sent)).isEqualTo(Headers.of("Host", HOST, "Content-Length", "5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-weir-tag",
                "X-Weir-Session",
                "x-weir-tool",
                "x-weir-team",
                "x-weir-repo",
                "x-weir-branch",
                "x-weir-user",
                "x-weir-anything",
                "X-Forward-URL",
                "x-ollama-base"
            })
    void whatSpeaksToWeirStaysWithWeir(String name) {
        assertThat(HeaderRules.request(name)).isEqualTo(Treatment.WEIR);
        Passed passed = HeaderRules.toUpstream(Headers.of(name, "x"), HOST);
        assertThat(passed.passed()).isEqualTo(Headers.of("Host", HOST));
        assertThat(passed.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie",
                "Forwarded",
                "Via",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Forwarded-Server",
                "X-Real-IP"
            })
    void whatIsDroppedIsListedOnce(String name) {
        Passed passed = HeaderRules.toUpstream(Headers.of(name, "a", name, "b"), HOST);
        assertThat(passed.passed()).isEqualTo(Headers.of("Host", HOST));
        assertThat(passed.changes())
                .containsExactly(
                        new Change(
                                Change.Kind.REQUEST_FIELD_DROPPED, name.toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie",
                "Set-Cookie2",
                "Strict-Transport-Security",
                "Alt-Svc",
                "Clear-Site-Data",
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Credentials",
                "Access-Control-Allow-Headers",
                "Access-Control-Allow-Methods",
                "Access-Control-Expose-Headers",
                "Access-Control-Max-Age",
                "X-Weir-Error",
                "x-weir-capture"
            })
    void whatActsOnWeirsOriginOrSpeaksInItsNameIsWithheldFromTheClientAndListed(String name) {
        Passed passed = HeaderRules.toClient(Headers.of("a", "1", name, "x", name, "y"), 200, true);
        assertThat(passed.passed()).isEqualTo(Headers.of("a", "1"));
        assertThat(passed.changes())
                .containsExactly(
                        new Change(
                                Change.Kind.RESPONSE_FIELD_WITHHELD,
                                name.toLowerCase(Locale.ROOT)));
    }

    @Test
    void whatClientsReadOfAnAnswerPasses() {
        Headers answer =
                Headers.of(
                        "Server",
                        "x",
                        "Date",
                        "d",
                        "retry-after",
                        "3",
                        "x-should-retry",
                        "true",
                        "anthropic-ratelimit-tokens-remaining",
                        "1",
                        "request-id",
                        "r",
                        "Vary",
                        "Origin",
                        "Content-Encoding",
                        "br",
                        "WWW-Authenticate",
                        "Bearer");
        assertThat(HeaderRules.toClient(answer, 200, true).passed()).isEqualTo(answer);
        assertThat(HeaderRules.toClient(answer, 200, true).changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "X-Api-Key",
                "api-key",
                "apikey",
                "x_api_key",
                "x-goog-api-key",
                "x-amz-security-token",
                "openai-ephemeral-key",
                "Helicone-Auth",
                "x-litellm-api-key",
                "Ocp-Apim-Subscription-Key",
                "x-auth-token",
                "cf-access-client-secret",
                "x-tool-password",
                "x-secret-access-key",
                "x-functions-key",
                "x-portkey-virtual-key",
                "x-serverless-authorization",
                "Proxy-Authorization",
                "Cookie",
                "Set-Cookie",
                "Set-Cookie2"
            })
    void secretsAreOnRecordAsFingerprintsOnly(String name) {
        assertThat(HeaderRules.isSecret(name)).isTrue();
        Headers kept = HeaderRules.forRecord(Headers.of("a", "1", name, SECRET, "b", "2"));
        assertThat(kept.size()).isEqualTo(3);
        assertThat(kept.name(1)).isEqualTo(name);
        assertThat(kept.value(1)).startsWith("[credential sha256:").doesNotContain("0123456789");
        assertThat(kept.value(0) + kept.value(2)).isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Idempotency-Key",
                "x-ratelimit-limit-tokens",
                "anthropic-ratelimit-input-tokens-remaining",
                "x-stainless-retry-count",
                "Content-Type",
                "openai-organization",
                "anthropic-version"
            })
    void whatIsNoSecretIsOnRecordAsItCame(String name) {
        Headers headers = Headers.of(name, SECRET);
        assertThat(HeaderRules.forRecord(headers)).isSameAs(headers);
    }

    @Test
    void credentialsOfTheCallerGoToTheProvider() {
        Headers sent = Headers.of("Host", HOST, "Authorization", SECRET, "X-Api-Key", SECRET);
        assertThat(upstream(sent)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "key",
        "KEY",
        "%6bey",
        "api_key",
        "api-key",
        "apikey",
        "access_token",
        "auth_token",
        "token",
        "sig",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "X-Goog-Signature",
        "subscription-key",
        "x-goog-api-key",
        "client_secret",
        "password"
    })
    void secretsInTheQueryAreMasked(String parameter) {
        String kept = HeaderRules.targetForRecord("/v1/x?alt=sse&" + parameter + "=" + SECRET);
        assertThat(kept)
                .startsWith("/v1/x?alt=sse&" + parameter + "=[credential+sha256:")
                .endsWith("+last4:abcd]")
                .doesNotContain("0123456789", " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/x",
                "/v1/x?",
                "/v1/x?&&=&a",
                "/v1/key=abc",
                "/v1/x?monkey=1&keys=2&model=a%2Fb&%zz=1&%"
            })
    void theRestOfATargetIsOnRecordAsItCame(String target) {
        assertThat(HeaderRules.targetForRecord(target)).isEqualTo(target);
    }

    @Test
    void secretsInsideUrlsAreMasked() {
        Headers kept =
                HeaderRules.forRecord(
                        Headers.of(
                                "Location",
                                "https://host/x?a=1&key=" + SECRET,
                                "X-Forward-URL",
                                "https://bob:" + SECRET + "@host/x@y",
                                "User-Agent",
                                "tool (+https://host/about)"));
        assertThat(kept.value(0))
                .startsWith("https://host/x?a=1&key=[credential+sha256:")
                .doesNotContain("0123456789");
        assertThat(kept.value(1))
                .startsWith("https://[credential+sha256:")
                .endsWith("@host/x@y")
                .doesNotContain("0123456789", "bob");
        assertThat(kept.value(2)).isEqualTo("tool (+https://host/about)");
    }

    @Test
    void everySecretOfAQueryIsMaskedAndTheRestStays() {
        String kept = HeaderRules.targetForRecord("/x?key=short&a=1&key=" + SECRET + "&b&key=");
        assertThat(kept)
                .matches(
                        "/x\\?key=\\[credential\\+sha256:\\w{12}]&a=1&key=\\[credential\\+sha256:"
                                + "\\w{12}\\+last4:abcd]&b&key=\\[.*]");
    }

    @Test
    void noFieldWithoutATreatmentIsLostOrMoved() {
        Random random = new Random(17);
        String[] names = {
            "Host", "Content-Length", "Connection", "Cookie", "Via", "x-weir-tag", "Upgrade", "TE",
            "Authorization", "Accept", "ACCEPT", "x-a", "X-A", "x-b", "user-agent", "anthropic-beta"
        };
        String[] options = {"keep-alive", "close", "x-a", "x-b, close", "X-A,authorization"};
        for (int i = 0; i < 20_000; i++) {
            Headers.Builder builder = Headers.builder();
            for (int n = random.nextInt(40); n > 0; n--) {
                String name = names[random.nextInt(names.length)];
                builder.add(
                        name,
                        name.equals("Connection")
                                ? options[random.nextInt(options.length)]
                                : Integer.toString(random.nextInt()));
            }
            Headers received = builder.build();
            List<String> expected = new ArrayList<>();
            received.forEach(
                    (name, value) -> {
                        Treatment treatment = HeaderRules.request(name);
                        if ((treatment == null || treatment == Treatment.CREDENTIAL)
                                && !received.hasToken("connection", name)) {
                            expected.add(name + "=" + value);
                        }
                    });
            List<String> passed = new ArrayList<>();
            Headers sent = upstream(received);
            sent.forEach(
                    (name, value) -> {
                        if (HeaderRules.request(name) != Treatment.FRAMING) {
                            passed.add(name + "=" + value);
                        }
                    });
            assertThat(passed).isEqualTo(expected);
            assertThat(sent.contains("host")).isTrue();
            assertThat(sent.all("content-length").size())
                    .isEqualTo(Math.min(1, received.all("content-length").size()));
        }
    }

    private static Headers upstream(Headers headers) {
        return HeaderRules.toUpstream(headers, HOST).passed();
    }

    @Test
    void afterA204NothingAnnouncesABody() {
        Headers answer = Headers.of("X-A", "1", "Content-Length", "5", "Transfer-Encoding", "x");
        for (int status : new int[] {103, 204}) {
            Passed passed = HeaderRules.toClient(answer, status, true);
            assertThat(passed.passed()).isEqualTo(Headers.of("X-A", "1"));
            assertThat(passed.changes())
                    .containsExactly(
                            new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "content-length"),
                            new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "transfer-encoding"));
        }
        assertThat(HeaderRules.toClient(Headers.of("Content-Length", "5"), 304, true).passed())
                .isEqualTo(Headers.of("Content-Length", "5"));
    }

    @Test
    void trailersThatFrameOrRouteAreListedAndNotPassed() {
        Headers trailers =
                Headers.of("X-Sum", "1", "Content-Length", "5", "Connection", "x", "Host", "evil");
        Passed request = HeaderRules.trailersToUpstream(trailers);
        assertThat(request.passed()).isEqualTo(Headers.of("X-Sum", "1"));
        assertThat(request.changes())
                .containsExactly(
                        new Change(Change.Kind.REQUEST_FIELD_DROPPED, "content-length"),
                        new Change(Change.Kind.REQUEST_FIELD_DROPPED, "host"));
        Passed response = HeaderRules.trailersToClient(Headers.of("content-length", "5"));
        assertThat(response.passed().isEmpty()).isTrue();
        assertThat(response.changes())
                .containsExactly(new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "content-length"));
    }
}
