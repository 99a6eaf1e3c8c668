package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The {@code weir} script with a distribution and a Java that are stand-ins: no build, no start.
 */
class ScriptTest {

    @TempDir Path directory = Path.of("");

    private Path root = Path.of("");
    private Path java = Path.of("");

    @BeforeEach
    void lay() throws IOException {
        root = Files.createDirectories(directory.resolve("a place"));
        Files.copy(Path.of(System.getProperty("weir.root"), "weir"), root.resolve("weir"));
        Path lib = Files.createDirectories(root.resolve("gateway/target/weir/lib"));
        Files.createFile(lib.resolve("weir-gateway.jar"));
        java = jdk("jdk", "25.0.3", "printf '<%s>' \"$@\"");
        cache(java);
    }

    @Test
    void theProgramGetsTheArgumentsAsTheyAre() throws Exception {
        Ended ended = start(root.resolve("weir"), "show", "a b", "*", "--json");
        assertThat(ended.out())
                .endsWith("<dev.weir.gateway.cli.Main><show><a b><*><--json>")
                .contains("<-XX:AOTCache=" + root.toRealPath() + "/gateway/target/weir/weir.aot>");
    }

    @Test
    void aCacheOfAnotherJavaOrBuildIsNotUsedButMadeAnew() throws Exception {
        Path good = java;
        Path made = root.resolve("gateway/target/weir/made");
        java =
                jdk(
                        "other",
                        "26",
                        "case $1 in -XX:AOTCacheOutput=*) echo >"
                                + "'"
                                + made
                                + "'"
                                + ";; *) printf '<%s>' \"$@\";; esac");
        assertThat(start(root.resolve("weir"), "info").out()).doesNotContain("AOTCache");
        assertThat(made.resolveSibling("weir.aot.for")).hasContent(java.toString());
        java = good;
        cache(java);
        Path jar = root.resolve("gateway/target/weir/lib/weir-gateway.jar");
        assertThat(start(root.resolve("weir"), "info").out())
                .contains("AOTCache")
                .contains("-Dweir.cache=true");
        assertThat(start(root.resolve("weir"), "--help").out())
                .as("help is faster without")
                .doesNotContain("AOTCache");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(start(root.resolve("weir"), "info").out()).doesNotContain("AOTCache");
    }

    @Test
    void whatJavaSaysOfItselfDoesNotGoToStdout() throws Exception {
        assertThat(start(root.resolve("weir"), "version").out())
                .contains("<-Xlog:disable><-Xlog:all=warning:stderr>");
    }

    @Test
    void aToolThatIsNotThereIsSaidPlainly() throws Exception {
        java =
                jdk(
                        "jdk",
                        "25",
                        "printf '%s\\n' 'shift $(($# - 1))' 'tool=$1; shift; set -- \"$tool\" \"$@\"'");
        Ended ended = start(root.resolve("weir"), "run", "--", "no-such-tool");
        assertThat(ended.code()).isEqualTo(127);
        assertThat(ended.err()).isEqualTo("weir: 'no-such-tool' is not on the PATH.\n");
    }

    @Test
    void itWorksThroughASymbolicLinkAndFromElsewhere() throws Exception {
        Path link = directory.resolve("bin");
        Files.createSymbolicLink(link, Path.of("a place/weir"));
        assertThat(start(link, "version").out()).endsWith("<version>");
    }

    @Test
    void theExitCodeIsTheProgramsAndSoAreSignals() throws Exception {
        java = jdk("jdk", "25", "exit 3");
        assertThat(start(root.resolve("weir"), "info").code()).isEqualTo(3);
        java = jdk("jdk", "25", "kill -TERM $$; sleep 5");
        assertThat(start(root.resolve("weir"), "serve").code()).isEqualTo(143);
    }

    @Test
    void runBecomesTheToolWithWhatJavaSays() throws Exception {
        java =
                jdk(
                        "jdk",
                        "25",
                        "printf '%s\\n' \"export BASE='it'\\\\''s'\" 'shift $(($# - 4))' 'tool=$1; shift; set -- \"$tool\" \"$@\"'");
        Ended ended =
                start(
                        root.resolve("weir"),
                        "run",
                        "--",
                        "/bin/sh",
                        "-c",
                        "printf '%s|%s' \"$BASE\" \"$0\"; exit 9",
                        "x y");
        assertThat(ended.out()).isEqualTo("it's|x y");
        assertThat(ended.code()).isEqualTo(9);
    }

    @Test
    void aFailedPlanEndsRunWithItsCode() throws Exception {
        java = jdk("jdk", "25", "echo sorry >&2; exit 1");
        Ended ended = start(root.resolve("weir"), "run", "--", "true");
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).isEqualTo("sorry\n");
    }

    @Test
    void anOldJavaIsNotTaken() throws Exception {
        Path old = jdk("old", "17.0.2", "echo wrong one");
        Path good = java;
        java = old;
        Ended ended = start(root.resolve("weir"), Map.of("JAVA_HOME", good.toString()), "version");
        assertThat(ended.out()).endsWith("<version>");
    }

    @Test
    void aBrokenSourceTreeWithoutMavenIsSaidPlainly() throws Exception {
        Files.createDirectories(root.resolve("core/src/main"));
        Files.delete(root.resolve("gateway/target/weir/lib/weir-gateway.jar"));
        Ended ended = start(root.resolve("weir"), Map.of("PATH", tools().toString()), "version");
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("Maven is needed").contains("Install Maven");
    }

    /** Makes a cache of classes that fits. */
    private void cache(Path home) throws IOException {
        Path target = root.resolve("gateway/target/weir");
        Files.writeString(target.resolve("weir.aot"), "classes");
        Files.writeString(target.resolve("weir.aot.for"), home + "\n");
        Files.setLastModifiedTime(
                target.resolve("weir.aot.for"), FileTime.from(Instant.now().plusSeconds(30)));
    }

    /** A directory with what the script itself needs, and no Maven. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String name :
                List.of("dirname", "readlink", "find", "head", "mkdir", "sed", "cat", "rm")) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(place + name)) && !Files.exists(tools.resolve(name))) {
                    Files.createSymbolicLink(tools.resolve(name), Path.of(place + name));
                }
            }
        }
        return tools;
    }

    private record Ended(int code, String out, String err) {}

    private Ended start(Path script, String... words) throws IOException, InterruptedException {
        return start(script, Map.of(), words);
    }

    private Ended start(Path script, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add("/bin/sh");
        builder.command().add(script.toString());
        builder.command().addAll(List.of(words));
        builder.directory(Path.of("/").toFile());
        builder.environment().put("WEIR_JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        Path err = Files.createTempFile(directory, "err", "");
        builder.redirectError(err.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new Ended(code, out, Files.readString(err));
    }

    private Path jdk(String name, String version, String script) throws IOException {
        Path home = directory.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }
}
