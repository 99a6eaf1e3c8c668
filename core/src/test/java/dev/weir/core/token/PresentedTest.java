package dev.weir.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class PresentedTest {

    private static final String ONE = TokenText.make(TokenKind.VIRTUAL_KEY, new Random(1)).reveal();
    private static final String TWO = TokenText.make(TokenKind.PERSONAL, new Random(2)).reveal();

    @ParameterizedTest
    @CsvSource({
        "Authorization,'Bearer '",
        "authorization,'bearer  '",
        "AUTHORIZATION,''",
        "X-Api-Key,''",
        "api-key,''",
        "x-goog-api-key,''"
    })
    void aTokenIsFoundWhereToolsPutAKey(String field, String before) {
        assertThat(in(field, before + ONE)).isInstanceOf(Presented.One.class);
    }

    @Test
    void anotherCredentialBesideItDoesNotMatter() {
        assertThat(in("x-api-key", "sk-ant-something", "authorization", "Bearer " + ONE))
                .isInstanceOf(Presented.One.class);
    }

    @Test
    void theSameTwiceIsOne() {
        assertThat(in("x-api-key", ONE, "authorization", "Bearer " + ONE))
                .isInstanceOf(Presented.One.class);
    }

    @Test
    void twoDifferentOnesAreAConflict() {
        assertThat(in("x-api-key", ONE, "authorization", "Bearer " + TWO))
                .isEqualTo(Presented.CONFLICT);
    }

    @Test
    void whatOnlyLooksLikeOneIsUnsound() {
        assertThat(in("x-api-key", "weir_vk_short")).isEqualTo(Presented.UNSOUND);
    }

    @Test
    void otherFieldsAndOtherKeysAreNothing() {
        assertThat(in("x-other", ONE)).isEqualTo(Presented.NOTHING);
        assertThat(in("authorization", "Bearer sk-proj-1")).isEqualTo(Presented.NOTHING);
        assertThat(Presented.in(Headers.EMPTY, null)).isEqualTo(Presented.NOTHING);
    }

    @Test
    void aTokenInTheQueryIsTakenOnlyWhereItIsHandedIn() {
        assertThat(Presented.in(Headers.EMPTY, ONE)).isInstanceOf(Presented.One.class);
        assertThat(Presented.in(Headers.EMPTY, "something")).isEqualTo(Presented.NOTHING);
    }

    private static Presented in(String... fields) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return Presented.in(headers.build(), null);
    }
}
