package dev.weir.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

class ScopeTest {

    @Test
    void anEmptySetRestrictsNothing() {
        assertThat(Scope.ALL.allowsModel("any")).isTrue();
        assertThat(Scope.ALL.allowsRoute("any")).isTrue();
        assertThat(Scope.ALL.allowsPath("/any")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages,/v1/messages,true",
        "/v1/messages,/v1/messages/count_tokens,true",
        "/v1/messages,/v1/messagesx,false",
        "/v1/messages,/v1,false",
        "/v1/,/v1/embeddings,true"
    })
    void aPathStandsForItselfAndWhatIsUnderIt(String allowed, String path, boolean expected) {
        Scope scope = new Scope(Set.of(), Set.of(), Set.of(allowed));
        assertThat(scope.allowsPath(path)).isEqualTo(expected);
    }

    @Test
    void aChildsScopeIsWithinItsMakers() {
        Scope wide = new Scope(Set.of(), Set.of("claude-*"), Set.of("/v1"));
        Scope narrow = new Scope(Set.of("r"), Set.of("claude-opus-*"), Set.of("/v1/messages"));
        assertThat(narrow.within(wide)).isTrue();
        assertThat(narrow.within(Scope.ALL)).isTrue();
        assertThat(wide.within(narrow)).isFalse();
        assertThat(Scope.ALL.within(wide)).isFalse();
        assertThat(new Scope(Set.of(), Set.of("gpt-4o"), Set.of("/v1")).within(wide)).isFalse();
    }

    @Test
    void aPatternMatchesWhatTheRegularExpressionWould() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*", 6);
            String name = text(random, "ab", 8);
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), name);
            assertThat(NamePattern.matches(pattern, name))
                    .as(pattern + " and " + name)
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
