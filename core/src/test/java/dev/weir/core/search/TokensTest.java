package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Expected tokens are those that SQLite 3.40 gave for the same texts. */
class TokensTest {

    @ParameterizedTest
    @CsvSource({
        "'Hello, World', hello world",
        "'foo_bar.baz(x) -42', foo bar baz x 42",
        "'Résumé Größe ÅNGSTRÖM', resume große angstrom",
        "'Tiếng Việt', tieng viet",
        "'e\u0301te\u0301', ete",
        "'a\u0305b', a b",
        "'\u0301x', x",
        "'ΣΊΣΥΦΟΣ ς', σίσυφοσ σ",
        "'Й й И', й й и",
        "'日本語 テキスト', 日本語 テキスト",
        "'İstanbul ısı', istanbul ısı",
        "'½ ² Ⅷ', ½ ² ⅷ",
        "'हिन्दी', ह न द",
        "'😀x😀', x",
    })
    void wordsAreCutAndFoldedAsSqliteDoes(String text, String tokens) {
        assertThat(Tokens.of(text)).containsExactly(tokens.split(" "));
    }

    @Test
    void signsAloneAreNoToken() {
        assertThat(Tokens.of("")).isEmpty();
        assertThat(Tokens.of("-- !? \u0301 \uD800")).isEmpty();
    }

    /** A query's tokens are cut again by the store; that must not change them. */
    @Test
    void cuttingATokenAgainGivesTheToken() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            List<String> tokens = Tokens.of("x" + Character.toString(c) + "y");
            if (!Tokens.of(String.join(" ", tokens)).equals(tokens)) {
                fail("U+%04X: %s", c, tokens);
            }
        }
    }
}
