package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Which exchanges a query holds for. */
class MatcherTest {

    private static final Map<Field, List<Value>> VALUES =
            Map.ofEntries(
                    Map.entry(Field.MODEL, names("claude-opus-4", "opus")),
                    Map.entry(Field.PROVIDER, names("anthropic")),
                    Map.entry(Field.TOOL, names("Bash", "Read")),
                    Map.entry(Field.TAG, names("ticket=WEIR-12", "draft=")),
                    Map.entry(Field.STATUS, List.of(new Value.Whole(429))),
                    Map.entry(Field.INPUT, List.of(new Value.Whole(20_000))),
                    Map.entry(Field.COST, List.of(new Value.Dollars(new BigDecimal("0.25")))),
                    Map.entry(Field.DURATION, List.of(new Value.Whole(1_500_000_000))),
                    Map.entry(Field.STREAM, List.of(new Value.Flag(true))),
                    Map.entry(Field.KIND, names("title")),
                    Map.entry(
                            Field.AT,
                            List.of(new Value.Time(Instant.parse("2026-07-28T12:00:00Z")))));

    private static final Map<Scope, List<String>> TEXTS =
            Map.of(
                    Scope.PROMPT, List.of("Why is the build red?", "Fix it"),
                    Scope.ANSWER, List.of("Connection refused by the résumé server"),
                    Scope.TOOL_RESULT, List.of("exit code 1"),
                    Scope.SYSTEM, List.of("You are terse"));

    private static final Facts FACTS =
            new Facts() {
                @Override
                public List<Value> values(Field field) {
                    return VALUES.getOrDefault(field, List.of());
                }

                @Override
                public List<String> texts(Scope place) {
                    assertThat(place).isNotEqualTo(Scope.ANY);
                    return TEXTS.getOrDefault(place, List.of());
                }
            };

    private static List<Value> names(String... names) {
        return List.of(names).stream().<Value>map(Value.Name::new).toList();
    }

    private static boolean matches(String query) throws QueryError {
        Instant now = Instant.parse("2026-07-28T14:00:00Z");
        return Matcher.matches(QueryParser.parse(query, now, ZoneOffset.UTC), FACTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model:opus",
                "model:claude-opus-4",
                "model:CLAUDE-*",
                "model:*opus*",
                "model:c*-o*-4",
                "model:haiku,opus",
                "tool:bash tool:read",
                "-tool:Write",
                "tag:ticket",
                "tag:ticket=weir-*",
                "tag:draft",
                "tag:draft=",
                "tag:*=WEIR-12",
                "status:429",
                "status:4xx",
                "status:>428 status:>=429 status:<430 status:<=429",
                "status:429..430 -status:428..429",
                "-status:none",
                "input:20k input:>19999",
                "cost:0.250 cost:>0.2 cost:<=0.25",
                "-output:>5 -output:<=5 -output:*",
                "duration:>1s duration:<=1500ms",
                "stream:yes -stream:no stream:*",
                "kind:background -kind:main",
                "at:today at:2026-07-28T12:00:00Z -at:yesterday",
                "since:-2h -since:-1h until:now",
                "build",
                "\"the BUILD\"",
                "\"build re\"*",
                "resume",
                "refused build",
                "answer:\"connection refused\"",
                "prompt:(build red) -prompt:connection",
                "tool-result:code,nothing",
                "system:terse -terse",
                "nothing OR red",
                "-(nothing OR never)",
            })
    void holds(String query) throws QueryError {
        assertThat(matches(query)).isTrue();
        if (!query.isEmpty()) {
            assertThat(matches("-(" + query + ")")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model:claude",
                "model:claude-*-5",
                "model:\"claude-*\"",
                "model:opus*opus",
                "tool:Write",
                "tag:tick",
                "tag:ticket=WEIR-1",
                "tag:ticket=",
                "status:none",
                "status:400..429",
                "output:0",
                "-stream:*",
                "kind:main",
                "buil",
                "\"build the\"",
                "\"red fix\"",
                "\"is the bu\"",
                "system:build",
                "tool-input:exit",
                "terse",
                "build nothing",
            })
    void doesNotHold(String query) throws QueryError {
        assertThat(matches(query)).isFalse();
        assertThat(matches("-(" + query + ")")).isTrue();
    }
}
