import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or applies the source format: {@code java build/Format.java check|apply DIR…}. Run by the build on the tool
 * chain's JDK, since the formatter can only read the Java version it runs on, and Maven may run on an older one.
 */
class Format {

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Formatter formatter = new Formatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.AOSP)
                .build());
        List<Path> wrong = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            Path root = Path.of(args[i]);
            if (!Files.isDirectory(root)) {
                continue;
            }
            List<Path> sources;
            try (var walk = Files.walk(root)) {
                sources = walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
            }
            for (Path source : sources) {
                String text = Files.readString(source);
                String imports = ImportOrderer.reorderImports(
                        RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.AOSP);
                String formatted = formatter.formatSource(imports);
                if (!formatted.equals(text)) {
                    wrong.add(source);
                    if (apply) {
                        Files.writeString(source, formatted);
                    }
                }
            }
        }
        if (!apply && !wrong.isEmpty()) {
            wrong.forEach(p -> System.err.println("not formatted: " + p));
            System.err.println("mend with: mvn -q compile -Dformat=apply");
            System.exit(1);
        }
    }
}
