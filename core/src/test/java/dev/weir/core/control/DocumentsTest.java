package dev.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.people.Role;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.rules.Route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;

class DocumentsTest {

    @Test
    void aShortRouteIsOneTarget() {
        Route route =
                Documents.route(
                        document(
                                Kind.ROUTE,
                                "claude-sonnet-specialized",
                                """
                                {"provider":"anthropic","model":"claude-sonnet-4-6","key":"user-private-key"}
                                """));
        assertThat(route.name()).isEqualTo("claude-sonnet-specialized");
        assertThat(route.targets()).hasSize(1);
        assertThat(route.targets().getFirst().key()).isEqualTo("user-private-key");
        assertThat(route.audience().everyone()).isTrue();
        assertThat(route.capture()).isEqualTo(CaptureMode.FULL);
    }

    @Test
    void aLongRouteSaysEverything() {
        Route route =
                Documents.route(
                        document(
                                Kind.ROUTE,
                                "gpt-*",
                                """
                                {"for":{"teams":["t1"],"users":["u1"]},"dialects":["openai"],"default":true,
                                 "targets":[{"provider":"openai","weight":3},{"provider":"azure","prefix":"/x"}],
                                 "fallbacks":[{"provider":"openrouter","prefix":"/api"}],
                                 "capture":"metadata","timeouts":{"first_byte":30,"idle":60}}
                                """));
        assertThat(route.dialects()).containsExactly(Dialect.OPENAI);
        assertThat(route.standard()).isTrue();
        assertThat(route.targets()).hasSize(2);
        assertThat(route.fallbacks()).hasSize(1);
        assertThat(route.capture()).isEqualTo(CaptureMode.METADATA);
        assertThat(route.firstByte()).isEqualTo(Duration.ofSeconds(30));
        assertThat(route.audience().everyone()).isFalse();
        assertThat(route.audience().teams()).containsExactly("t1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"provider\":\"a\",\"modle\":\"x\"}|route 'r'.modle: there is no such key",
                "{}|leads nowhere",
                "{\"targets\":[{\"provider\":\"a\",\"weight\":0}]}|route 'r'.targets[0].weight: expected a whole number from 1 to 1000, got 0",
                "{\"targets\":[{\"model\":\"a\"}]}|route 'r'.targets[0].provider: expected a text, got nothing",
                "{\"provider\":\"a\",\"capture\":\"half\"}|route 'r'.capture: 'half' is not a capture mode",
                "{\"provider\":\"a\",\"targets\":[{\"provider\":\"b\"}]}|route 'r'.provider: stands beside targets",
                "{\"provider\":\"a\",\"dialects\":[\"french\"]}|route 'r'.dialects: 'french'",
                "{\"provider\":\"a\",\"for\":{\"team\":\"x\"}}|route 'r'.for.team: there is no such key",
                "{\"provider\":7}|route 'r'.provider: expected a text, got 7",
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> Documents.route(document(Kind.ROUTE, "r", json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPolicyReadsItsListsAndVersion() {
        Policy policy =
                Documents.policy(
                        document(
                                Kind.POLICY,
                                "p",
                                """
                                {"mode":"warn","allow":{"models":["claude-*"]},"deny":{"tools":["Bash"],"hosts":"x.com"},
                                 "max_request_bytes":1000,"provider_storage":false,"redaction":"secrets"}
                                """));
        assertThat(policy.version()).isEqualTo(4);
        assertThat(policy.mode()).isEqualTo(Policy.Mode.WARN);
        assertThat(policy.allowed()).containsEntry(Subject.MODELS, Set.of("claude-*"));
        assertThat(policy.denied())
                .containsEntry(Subject.TOOLS, Set.of("Bash"))
                .containsEntry(Subject.HOSTS, Set.of("x.com"));
        assertThat(policy.providerStorage()).isFalse();
        assertThat(policy.redaction()).isEqualTo("secrets");
    }

    @Test
    void peopleAndOrganisations() {
        assertThat(
                        Documents.user(
                                        document(
                                                Kind.USER,
                                                "ada@acme.example",
                                                "{\"role\":\"admin\",\"teams\":[\"t1\"]}"))
                                .role())
                .isEqualTo(Role.ADMIN);
        assertThat(
                        Documents.organisation(
                                        document(
                                                Kind.ORGANISATION,
                                                "Acme",
                                                "{\"zone\":\"Europe/Zurich\",\"own_keys\":false}"))
                                .zone())
                .isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThatThrownBy(
                        () ->
                                Documents.organisation(
                                        document(
                                                Kind.ORGANISATION,
                                                "Acme",
                                                "{\"zone\":\"Mars/Olympus\"}")))
                .hasMessageContaining("expected a time zone");
    }

    private static Document document(Kind kind, String name, String json) {
        JsonObject body = Objects.requireNonNull(JsonReader.read(json).object());
        return new Document("acme", kind, "id1", "", name, 4, body, Instant.EPOCH, "system");
    }
}
