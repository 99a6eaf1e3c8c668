package dev.weir.testkit.corpus;

import org.junit.jupiter.api.Assumptions;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * Recorded traffic in a directory: {@code exchanges-*.jsonl.gz} and {@code sessions-*.jsonl.gz}.
 * Everything is read lazily, one line at a time, since the sessions are larger than memory.
 *
 * <p>The traffic is not part of the project. Its directory is named by the system property {@code
 * weir.traffic}.
 */
public final class Corpus {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;

    private Corpus(Path directory) {
        this.directory = directory;
    }

    /** The recorded traffic; where it is absent the calling test is skipped, and says so. */
    public static Corpus recorded() {
        String property = System.getProperty("weir.traffic", "");
        Path directory = Path.of(property);
        Assumptions.assumeTrue(
                !property.isEmpty() && Files.isDirectory(directory),
                () ->
                        "no recorded traffic: the property weir.traffic names '"
                                + property
                                + "', which is no directory");
        return new Corpus(directory);
    }

    /** The traffic in a directory. */
    public static Corpus at(Path directory) {
        return new Corpus(directory);
    }

    /** Fixtures from plain JSON lines; they may use the short forms of {@link ExchangeReader}. */
    public static List<RecordedExchange> fixtures(InputStream jsonl) {
        try (Stream<RecordedExchange> lines = read(jsonl)) {
            return lines.toList();
        }
    }

    /** Every single exchange. To be closed. */
    public Stream<RecordedExchange> exchanges() {
        return files("exchanges-").flatMap(Corpus::open);
    }

    /**
     * The turns of the sessions of one tool, in order. To be closed.
     *
     * @param tool {@code claude-code}, {@code claude-code-wire}, {@code codex}, {@code pi} or
     *     {@code swe-agent}
     */
    public Stream<RecordedExchange> sessions(String tool) {
        return open(directory.resolve("sessions-" + tool + ".jsonl.gz"));
    }

    private Stream<Path> files(String prefix) {
        try (Stream<Path> all = Files.list(directory)) {
            return all
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.naturalOrder())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<RecordedExchange> open(Path file) {
        try {
            InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            return read(new GZIPInputStream(raw, 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<RecordedExchange> read(InputStream in) {
        MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(in);
        ExchangeReader reader = new ExchangeReader();
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
                .map(reader::read)
                .onClose(lines::close);
    }
}
