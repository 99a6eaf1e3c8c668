package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class TargetRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/messages",
                "/v1/messages?beta=true",
                "//openai/v1/chat/completions",
                "/openai//v1/chat/completions",
                "/v1/models/",
                "/bedrock/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123%3Ainference-profile%2Fx/converse",
                "/model/anthropic.claude-v2%3a1/invoke",
                "/v1beta/models/gemini-pro:generateContent?alt=sse&key=abc",
                "/v1/...",
                "/v1/a..b/.hidden/x.",
                "/v1/%2e%2e%2e",
                "/v1/100%25",
                "/v1/100%25/x",
                "/v1/%25%32",
                "/v1/%25%5a%5a",
                "/v1/x?next=../../etc",
                "/v1/x?a=;b&c=\\d&e=%00&f=%252e&g=%zz",
                "/v1/~user/!$&'()*+,=:@_-"
            })
    void whatRealClientsSendPasses(String target) {
        assertThat(TargetRules.fault(target)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/.",
                "/v1/..",
                "/v1/../admin",
                "/v1/./x",
                "/v1/..?x",
                "/v1/%2e%2e/admin",
                "/v1/%2E%2e",
                "/v1/.%2e/x",
                "/v1/%2e./x",
                "/v1/%2e/x",
                "/v1/%2f../x",
                "/v1%2f..",
                "/v1%2F..%2Fx",
                "/v1/x%2f%2e%2e%2fy",
                "/.%2fx",
            })
    void dotSegmentsAreRefusedHoweverTheyAreWritten(String target) {
        assertThat(TargetRules.fault(target)).isEqualTo("the path holds a dot segment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%252e%252e/x",
                "/v1/%252f",
                "/v1/%25%32%65%25%32%65/x",
                "/v1/%25%32e",
                "/v1/%252%65",
                "/v1/%25252e",
                "/v1/%2500",
            })
    void whatIsEncodedTwiceIsRefused(String target) {
        assertThat(TargetRules.fault(target)).isEqualTo("the path holds the escape '%25'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1/messages",
                "*",
                "http://host/",
                "/v1\\x",
                "/v1/%5cx",
                "/v1/%5C..",
                "/v1;x=1/y",
                "/v1/..;/x",
                "/v1/%3bx",
                "/v1/%00",
                "/v1/%0d%0aHost:x",
                "/v1/%1f",
                "/v1/%7f",
                "/v1/%",
                "/v1/%2",
                "/v1/%zz",
                "/v1/%2?e",
                "/v1/%u002e",
                "/v1/%\uFF12e",
                "/a b",
                "/a\tb",
                "/a\r\nb",
                "/a\u0000b",
                "/a\u007Fb",
                "/a\u00E9b",
                "/a?q=\u00E9",
                "/a?q= b",
                "/a?q=\n",
                "/a#b",
                "/a?b#c",
            })
    void whatTwoReadersCouldUnderstandDifferentlyIsRefused(String target) {
        assertThat(TargetRules.fault(target)).isNotNull();
    }

    @Test
    void aFaultNamesTheOffendingPartAndNotTheWholeTarget() {
        assertThat(TargetRules.fault("/v1/x;secret")).isEqualTo("the path holds ';'");
        assertThat(TargetRules.fault("/v1/%5csecret")).isEqualTo("the path holds the escape '%5c'");
        assertThat(TargetRules.fault("/v1/%x"))
                .isEqualTo("the path holds an invalid escape at position 4");
    }

    @Test
    void neverThrowsAndNeverLetsADecoderReachAnotherPath() {
        Random random = new Random(11);
        String[] parts = {
            "/", ".", "..", "%2e", "%2E", "%2f", "%25", "%32", "%65", "2e", "2f", "%", "%5c", "\\",
            ";", "?", "#", "a", "v1", " ", "\r", "\u00E9", "\uD800", "%3b", "%00"
        };
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder target = new StringBuilder(random.nextInt(20) == 0 ? "" : "/");
            for (int n = random.nextInt(8); n > 0; n--) {
                target.append(
                        random.nextInt(30) == 0
                                ? String.valueOf((char) random.nextInt(0x10000))
                                : parts[random.nextInt(parts.length)]);
            }
            String text = target.toString();
            if (TargetRules.fault(text) == null) {
                passed++;
                assertHarmless(text);
            }
        }
        assertThat(passed).isGreaterThan(10_000);
    }

    /** Decodes as often as anything changes: no reading may hold what was to be refused. */
    private static void assertHarmless(String target) {
        String path = target.indexOf('?') < 0 ? target : target.substring(0, target.indexOf('?'));
        for (int round = 0; round < 4; round++) {
            assertThat(path).as(target).doesNotContain("\\", ";", "\u0000");
            for (String segment : path.split("/", -1)) {
                assertThat(segment).as(target).isNotIn(".", "..");
            }
            path = decoded(path);
        }
    }

    private static String decoded(String path) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            boolean escape = path.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*");
            if (escape) {
                plain.append((char) Integer.parseInt(path.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(path.charAt(i));
            }
        }
        return plain.toString();
    }
}
