package dev.weir.gateway.audit;

import dev.weir.core.audit.AuditAnchor;
import dev.weir.core.audit.AuditAnchors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ends of audit logs in a file: one line each time, with organisation, number and hash. The last
 * line of an organisation counts; a line that is not whole, as after a power failure, does not. The
 * file is written anew, shorter, when it has grown to 20,000 lines.
 */
public final class FileAnchors implements AuditAnchors, AutoCloseable {

    public static final String NAME = "audit.anchors";

    private static final int MOST_LINES = 20_000;

    private static final Pattern LINE =
            Pattern.compile("([!-~]{1,128}) ([0-9]{1,18}) ([0-9a-f]{64})");

    private final Path file;
    private final int most;
    private final Map<String, AuditAnchor> kept = new HashMap<>();
    private FileChannel channel;
    private int lines;

    private FileAnchors(Path file, int most) throws IOException {
        this.file = file;
        this.most = most;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                read(line);
            }
        }
        this.channel = rewritten();
    }

    /** The file in a data directory, made with mode 0600 where there is none. */
    public static FileAnchors open(Path directory) throws IOException {
        return open(directory, MOST_LINES);
    }

    static FileAnchors open(Path directory, int most) throws IOException {
        return new FileAnchors(directory.resolve(NAME), most);
    }

    private void read(String line) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
            kept.put(
                    parts.group(1),
                    new AuditAnchor(Long.parseLong(parts.group(2)), parts.group(3)));
        }
    }

    /** Writes the file anew, with the last line of each organisation. */
    private FileChannel rewritten() throws IOException {
        Path draft = file.resolveSibling(NAME + ".draft");
        Files.deleteIfExists(draft);
        FileChannel next =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            StringBuilder text = new StringBuilder();
            kept.forEach((organisation, anchor) -> text.append(line(organisation, anchor)));
            write(next, text.toString());
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        lines = kept.size();
        return next;
    }

    private static String line(String organisation, AuditAnchor anchor) {
        return organisation + " " + anchor.seq() + " " + anchor.hash() + "\n";
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public synchronized AuditAnchor kept(String organisation) {
        return kept.getOrDefault(organisation, AuditAnchor.NONE);
    }

    @Override
    public synchronized void keep(String organisation, AuditAnchor anchor) throws IOException {
        String line = line(organisation, anchor);
        if (!LINE.matcher(line.strip()).matches()) {
            throw new IOException("an organisation or hash that no line can hold");
        }
        if (anchor.seq() <= kept(organisation).seq()) {
            return;
        }
        long whole = channel.position();
        try {
            write(channel, line);
        } catch (IOException e) {
            // Half a line would spoil the next one.
            channel.truncate(whole);
            throw e;
        }
        kept.put(organisation, anchor);
        lines++;
        if (lines > most + 2 * kept.size()) {
            FileChannel old = channel;
            channel = rewritten();
            old.close();
        }
    }

    /** The organisations that an end is kept of. */
    public synchronized List<String> organisations() {
        return kept.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
