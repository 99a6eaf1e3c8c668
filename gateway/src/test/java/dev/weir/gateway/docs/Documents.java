package dev.weir.gateway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The checkout as its documents see it: Markdown files, and which files and types there are. */
record Documents(Path root, List<Document> all, Set<String> types) {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern FENCE =
            Pattern.compile("^```.*?^```\\s*$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /**
     * A Markdown file.
     *
     * @param path where it is
     * @param text what it says, without comments
     */
    record Document(Path path, String text) {

        /** The text outside of fenced blocks. */
        private String prose() {
            return FENCE.matcher(text).replaceAll("");
        }

        /** The targets of links and pictures. */
        List<String> links() {
            return LINK.matcher(prose()).results().map(each -> each.group(1)).toList();
        }

        /** What stands between back-ticks, outside of fenced blocks. */
        List<String> code() {
            return CODE.matcher(prose()).results().map(each -> each.group(1)).toList();
        }

        /** What links within the document may name. */
        Set<String> anchors() {
            Set<String> anchors = new HashSet<>();
            HEADING.matcher(prose())
                    .results()
                    .forEach(
                            heading ->
                                    anchors.add(
                                            heading.group(1)
                                                    .toLowerCase(Locale.ROOT)
                                                    .replaceAll("[^a-z0-9 _-]", "")
                                                    .strip()
                                                    .replace(' ', '-')));
            return anchors;
        }

        /** All matches in the whole text, fenced blocks too. */
        List<MatchResult> find(Pattern pattern) {
            return pattern.matcher(text).results().toList();
        }
    }

    /** Reads a checkout; build output and hidden directories are no part of it. */
    static Documents of(Path root) throws IOException {
        List<Document> documents = new ArrayList<>();
        Set<String> types = new HashSet<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes facts) {
                        String name = at.getFileName().toString();
                        boolean skipped = name.equals("target") || name.startsWith(".");
                        return skipped && !at.equals(root)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                        String name = file.getFileName().toString();
                        if (name.endsWith(".md")) {
                            documents.add(new Document(file, read(file)));
                        } else if (name.endsWith(".java")) {
                            types.add(name.substring(0, name.length() - ".java".length()));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new Documents(root, List.copyOf(documents), Set.copyOf(types));
    }

    /** The document of this path from the root. */
    Document get(String path) {
        return all.stream()
                .filter(each -> each.path().equals(root.resolve(path)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is missing"));
    }

    private static String read(Path file) {
        try {
            return COMMENT.matcher(Files.readString(file)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
