package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Turn;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.core.search.Facts;
import dev.weir.core.search.Field;
import dev.weir.core.search.Matcher;
import dev.weir.core.search.Scope;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.search.Tokens;
import dev.weir.core.search.Value;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What core says of words in a text and what the index of SQLite finds is the same. */
class FullTextTest {

    private static final int TEXTS = 3_000;
    private static final int QUERIES = 250;
    private static final int LONGEST = 500;

    private static final List<String> OWN =
            List.of(
                    "Le café était fermé, à côté de l'Hôtel; naïve Ångström résumé",
                    "数据库连接失败。请检查配置文件 config.yaml 并重试",
                    "データベースに接続できません。設定を確認してください",
                    "데이터베이스 연결 실패",
                    "ฐานข้อมูลไม่พร้อมใช้งาน",
                    "Ошибка подключения к базе данных, ёлка й и",
                    "Σίσυφος ΣΊΣΥΦΟΣ σίσυφος ΟΔΟΣ",
                    "İstanbul ıslak ışık DİYARBAKIR STRASSE Straße",
                    "emoji 👍 in the 👨‍👩‍👧 middle🎉of words 🇩🇪",
                    "e\u0301tude cafe\u0301 x\u0308y ạ́b",
                    "foo_bar.baz()->qux[3] = a/b-c:d@e#f %d\\n\t0x1F 1e-9 v2.1.219",
                    "for (int i=0;i<n;i++){sum+=x[i]*y[i];} // TODO: fix™ ½ ² ③ Ⅷ",
                    "عربي قاعدة البيانات עברית שָׁלוֹם हिन्दी में परीक्षण",
                    "zero\u200bwidth joi\u200dner soft\u00adhyphen nb\u00a0space\u2028line");

    @TempDir private Path directory;

    /** One text and nothing else. */
    private record OneText(String text) implements Facts {
        @Override
        public List<Value> values(Field field) {
            return List.of();
        }

        @Override
        public List<String> texts(Scope place) {
            return place == Scope.PROMPT ? List.of(text) : List.of();
        }
    }

    @Test
    void theIndexFindsWhatTheMatcherSays() throws Exception {
        List<String> texts = texts();
        assertThat(texts).hasSizeGreaterThan(2_000);
        ReadingFile file = ReadingFile.open(directory);
        try (Connection connection = file.writer()) {
            connection.setAutoCommit(false);
            SeenTexts seen = new SeenTexts(connection);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO text(rowid, prompt) VALUES(?, ?)")) {
                for (int i = 0; i < texts.size(); i++) {
                    insert.setLong(1, i);
                    insert.setString(2, seen.fresh(List.of(texts.get(i))));
                    insert.executeUpdate();
                }
            }
            connection.commit();
            Random random = new Random(23);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                int from = random.nextInt(texts.size());
                // The last ones are our own, of all scripts.
                SearchQuery.Text query =
                        query(
                                random,
                                texts.get(
                                        i % 2 == 0 ? from : texts.size() - 1 - from % OWN.size()));
                if (query == null) {
                    continue;
                }
                Set<Integer> found = found(connection, query);
                Set<Integer> meant = new TreeSet<>();
                for (int j = 0; j < texts.size(); j++) {
                    if (Matcher.matches(query, new OneText(texts.get(j)))) {
                        meant.add(j);
                    }
                }
                assertThat(meant).isNotEmpty();
                if (!found.equals(meant)) {
                    wrong.add(query + ": found " + found + ", meant " + meant);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static Set<Integer> found(Connection connection, SearchQuery.Text query)
            throws Exception {
        QuerySql sql = QuerySql.of(query, new WordFinder(connection), false);
        String select = "SELECT rowid FROM text WHERE text MATCH ?";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setObject(1, sql.arguments().getFirst());
            Set<Integer> found = new TreeSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getInt(1));
                }
            }
            return found;
        }
    }

    /** One to three words of a text, the last perhaps only begun. */
    private static SearchQuery.@org.jspecify.annotations.Nullable Text query(
            Random random, String text) {
        List<String> tokens = Tokens.of(text);
        if (tokens.isEmpty()) {
            return null;
        }
        int from = random.nextInt(tokens.size());
        List<String> phrase =
                new ArrayList<>(
                        tokens.subList(
                                from, Math.min(tokens.size(), from + 1 + random.nextInt(3))));
        boolean prefix = random.nextInt(3) == 0;
        if (prefix) {
            String last = phrase.removeLast();
            int length = last.codePointCount(0, last.length());
            phrase.add(last.substring(0, last.offsetByCodePoints(0, 1 + random.nextInt(length))));
        }
        return new SearchQuery.Text(Scope.PROMPT, phrase, prefix);
    }

    /** Texts of the recorded traffic, each once, without what the index leaves out. */
    private static List<String> texts() {
        Set<String> texts = new LinkedHashSet<>();
        Corpus corpus = Corpus.recorded();
        for (Stream<RecordedExchange> all :
                List.of(
                        corpus.exchanges(),
                        corpus.sessions("claude-code"),
                        corpus.sessions("codex"))) {
            int most = texts.size() + TEXTS / 2;
            try (all) {
                all.takeWhile(exchange -> texts.size() < most)
                        .forEach(
                                exchange ->
                                        said(TurnReader.read(Sources.of(exchange)).turn(), texts));
            }
        }
        texts.removeIf(
                text ->
                        text.isBlank()
                                || Stream.of(text.split("\\s", -1))
                                        .anyMatch(word -> word.length() > 500)
                                || text.codePoints().anyMatch(FullTextTest::isYoung));
        texts.removeAll(OWN);
        texts.addAll(OWN);
        return List.copyOf(texts);
    }

    /** Characters after Unicode 6.1, which SQLite takes for letters (docs/reading/search.md). */
    private static boolean isYoung(int c) {
        return c >= 0x1F3FB && c <= 0x1F3FF
                || c >= 0x1F6D0 && c <= 0x1F6FF
                || c >= 0x1F780 && c <= 0x1FAFF;
    }

    private static void said(Turn turn, Set<String> texts) {
        turn.response()
                .choices()
                .forEach(choice -> choice.message().parts().forEach(part -> said(part, texts)));
        ModelRequest request = turn.request();
        request.instructions().forEach(part -> said(part, texts));
        for (Message message : request.messages()) {
            message.parts().forEach(part -> said(part, texts));
        }
    }

    private static void said(Part part, Set<String> texts) {
        switch (part) {
            case Part.Text text -> texts.add(start(text.text()));
            case Part.ToolCall call -> texts.add(start(call.arguments().write()));
            case Part.ToolResult result -> result.parts().forEach(one -> said(one, texts));
            default -> {}
        }
    }

    private static String start(String text) {
        boolean pair = text.length() > LONGEST && Character.isLowSurrogate(text.charAt(LONGEST));
        return text.substring(0, Math.min(text.length(), pair ? LONGEST - 1 : LONGEST));
    }
}
