package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class AttributionTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "X-Weir-Tag, team=core, team=core",
        "x-weir-tag, 'a=1, b=2,c=x=y', 'a=1 b=2 c=x=y'",
        "x-weir-tag, 'novalue,=x,a=, b=1', b=1",
        "x-weir-session, s1, session=s1",
        "x-weir-tool, ' codex ', tool=codex",
        "x-weir-team, t, team=t",
        "x-weir-repo, r, repo=r",
        "x-weir-branch, feat/x, branch=feat/x",
        "x-weir-user, u, user=u",
        "Helicone-Property-App-Name, Mine, app-name=Mine",
        "Helicone-Property-, Mine, ''",
        "Helicone-Session-Id, s, session=s",
        "Helicone-User-Id, u, user=u",
        "x-litellm-tags, 'a, b,,c', 'litellm=a litellm=b litellm=c'",
        "x-litellm-session-id, s, session=s",
        "x-litellm-end-user-id, u, user=u",
        "x-weir-other, u, ''",
        "user-agent, u, ''",
        "x-weir-user, '  ', ''",
    })
    void eachFieldIsReadAsTheTableSays(String name, String value, String tags) {
        assertThat(text(Attribution.tags(Headers.of(name, value)))).isEqualTo(tags);
    }

    @Test
    void tagsComeInTheOrderOfTheFieldsAndMayRepeat() {
        Headers headers =
                Headers.of(
                        "x-weir-tag",
                        "b=1",
                        "accept",
                        "x",
                        "X-WEIR-USER",
                        "u",
                        "x-weir-tag",
                        "B=2");
        assertThat(text(Attribution.tags(headers))).isEqualTo("b=1 user=u b=2");
    }

    @Test
    void aListLongerThanTheLimitIsCutBetweenTags() {
        String list =
                IntStream.range(0, 50)
                        .mapToObj(i -> "k" + i + "=v")
                        .collect(Collectors.joining(","));
        List<Tag> tags = Attribution.tags(Headers.of("x-weir-tag", list, "x-weir-user", "u"));
        assertThat(tags).hasSize(32);
        assertThat(tags.getLast()).isEqualTo(new Tag("k31", "v"));
        assertThat(Attribution.tags(Headers.of("x-litellm-tags", list)).getLast())
                .isEqualTo(new Tag("litellm", "k31=v"));
    }

    @Test
    void keysAreAtMost64AndValuesAreCutAt1024() {
        String key = "k".repeat(64);
        List<Tag> tags =
                Attribution.tags(
                        Headers.of(
                                "x-weir-tag",
                                key + "=" + "v".repeat(2000),
                                "x-weir-tag",
                                key + "k=v"));
        assertThat(tags).containsExactly(new Tag(key, "v".repeat(1024)));
    }

    @Test
    void arbitraryFieldsGiveBoundedTags() {
        Random random = new Random(23);
        String[] names = {"x-weir-tag", "x-litellm-tags", "x-weir-user", "X", "h", "", "x-"};
        String alphabet = "a=, \u00E9\tB";
        for (int i = 0; i < 20_000; i++) {
            Headers.Builder headers = Headers.builder();
            for (int n = random.nextInt(6); n > 0; n--) {
                StringBuilder value = new StringBuilder();
                for (int m = random.nextInt(100); m > 0; m--) {
                    value.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                headers.add(names[random.nextInt(names.length)], value.toString());
            }
            List<Tag> tags = Attribution.tags(headers.build());
            assertThat(tags).hasSizeLessThanOrEqualTo(32);
            assertThat(tags)
                    .allSatisfy(
                            tag -> {
                                assertThat(tag.key())
                                        .isNotBlank()
                                        .isEqualTo(tag.key().toLowerCase(java.util.Locale.ROOT));
                                assertThat(tag.value()).isNotBlank();
                                assertThat(tag.key().equals("user") || !tag.value().contains(","))
                                        .isTrue();
                            });
        }
    }

    private static String text(List<Tag> tags) {
        return tags.stream().map(Tag::toString).collect(Collectors.joining(" "));
    }
}
