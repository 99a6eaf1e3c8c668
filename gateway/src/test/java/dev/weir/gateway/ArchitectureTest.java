package dev.weir.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Set;

/**
 * Who may know whom inside the gateway. Packages that no rule names may not know any other one: a
 * new one is added here with what it may know.
 */
class ArchitectureTest {

    private static final String GATEWAY = "dev.weir.gateway.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.weir.gateway");

    /** A room and the rooms it may know besides itself, core and the JDK. */
    @ParameterizedTest(name = "{0} may know {1}")
    @CsvSource({
        "relay, content",
        "spool, ''",
        "content, ''",
        "archive, spool content",
        "intake, ''",
        "console, content intake control vault oidc limits",
        "cli, main demo",
        "demo, main",
        "reading, content",
        "store, ''",
        "vault, store",
        "audit, store",
        "control, store",
        "oidc, control",
        "limits, ''",
        "alerts, ''",
        "metering, content",
        "telemetry, ''",
        "main, relay spool content archive intake console reading store vault audit control limits metering telemetry alerts oidc",
    })
    void aRoomKnowsOnlyTheRoomsItIsGiven(String room, String known) {
        noClasses()
                .that(resideInAPackage(GATEWAY + room + ".."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.weir.gateway..")
                                .and(not(rooms(room + " " + known)))
                                .as("belong to another room of the gateway"))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void noRoomIsWithoutARule() {
        DescribedPredicate<JavaClass> ruled =
                rooms(
                        "relay spool content archive reading intake console cli demo main store"
                                + " control vault audit limits metering telemetry alerts oidc");
        assertThat(CLASSES.stream().filter(type -> !ruled.test(type)).map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void theArchiveKnowsOfTheSpoolNothingButItsFeed() {
        Set<String> feed = Set.of(GATEWAY + "spool.SpoolFeed", GATEWAY + "spool.SpooledExchange");
        noClasses()
                .that(resideInAPackage(GATEWAY + "archive.."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(GATEWAY + "spool..")
                                .and(
                                        describe(
                                                "are not its feed",
                                                type -> !feed.contains(outermost(type)))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /**
     * Who looks at calls that are under way costs those that forward and record them nothing: they
     * do not know of it. It is read from the spool by the spool's reader.
     */
    @Test
    void whatForwardsAndWhatRecordsKnowsOfNobodyWhoLooks() {
        noClasses()
                .that(
                        resideInAPackage(GATEWAY + "relay..")
                                .or(
                                        describe(
                                                "write the spool",
                                                type ->
                                                        Set.of(
                                                                        GATEWAY
                                                                                + "spool.SegmentWriter",
                                                                        GATEWAY
                                                                                + "spool.SpoolRecording",
                                                                        GATEWAY
                                                                                + "spool.SegmentFile")
                                                                .contains(outermost(type)))))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.weir.core.live..")
                                .or(
                                        describe(
                                                "read what is open",
                                                type ->
                                                        outermost(type)
                                                                .equals(
                                                                        GATEWAY
                                                                                + "spool.LiveTrail"))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theHttp1ReaderKnowsOnlyBuffersAndCore() {
        noClasses()
                .that(resideInAPackage(GATEWAY + "relay.http1.."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(GATEWAY + "relay")
                                .or(
                                        resideInAnyPackage(
                                                "java.net..", "java.nio.file..", "java.io..")))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.weir.gateway.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** {@code RelayTls} reads the certificates to trust once, before the relay starts. */
    @Test
    void theRelayTouchesNoFileAndNoStore() {
        noClasses()
                .that(resideInAPackage(GATEWAY + "relay.."))
                .and(
                        describe(
                                "are not RelayTls",
                                type -> !outermost(type).equals(GATEWAY + "relay.RelayTls")))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.sql..", "org.sqlite..", "tools.jackson..")
                                .or(
                                        describe(
                                                "open files",
                                                type ->
                                                        Set.of(
                                                                                "java.nio.file.Files",
                                                                                "java.io.RandomAccessFile",
                                                                                "java.nio.channels.FileChannel")
                                                                        .contains(type.getName())
                                                                || type.getName()
                                                                        .startsWith(
                                                                                "java.io.File"))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** {@code Relay} starts and stops: its own threads wait there, no event loop does. */
    @Test
    void nothingInTheRelayBlocksButItsStartAndItsStop() {
        noClasses()
                .that(resideInAPackage(GATEWAY + "relay.."))
                .and(
                        describe(
                                "are not Relay",
                                type -> !outermost(type).equals(GATEWAY + "relay.Relay")))
                .should()
                .accessTargetWhere(describe("a thread is blocked", ArchitectureTest::blocks))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static boolean blocks(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        boolean waits =
                name.startsWith("await") || Set.of("get", "join", "sync", "acquire").contains(name);
        if (owner.isAssignableTo(Thread.class)) {
            return Set.of("sleep", "join").contains(name);
        }
        if (owner.isAssignableTo(java.util.concurrent.Future.class)
                || owner.isAssignableTo("java.util.concurrent.CountDownLatch")
                || owner.isAssignableTo("java.util.concurrent.Semaphore")
                || owner.isAssignableTo("java.util.concurrent.locks.Condition")) {
            return waits || name.equals("syncUninterruptibly");
        }
        return owner.isAssignableTo(java.util.concurrent.BlockingQueue.class)
                        && Set.of("put", "take").contains(name)
                || owner.isAssignableTo("java.util.concurrent.locks.Lock") && name.equals("lock")
                || owner.isAssignableTo("java.util.concurrent.locks.LockSupport")
                        && name.startsWith("park")
                || owner.isEquivalentTo(Object.class) && name.equals("wait");
    }

    @Test
    void onlyTheProgramItselfSpeaksToTheTerminal() {
        noClasses()
                .that(not(rooms("cli main")))
                .should()
                .accessTargetWhere(
                        describe(
                                "System.out, System.err or System.in is used",
                                access ->
                                        access.getTargetOwner().isEquivalentTo(System.class)
                                                && Set.of("out", "err", "in", "console")
                                                        .contains(access.getTarget().getName())))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheProgramItselfEndsTheProcess() {
        noClasses()
                .that(not(rooms("cli main")))
                .should()
                .accessTargetWhere(
                        describe(
                                "the process is ended",
                                access ->
                                        Set.of("exit", "halt")
                                                        .contains(access.getTarget().getName())
                                                && (access.getTargetOwner()
                                                                .isEquivalentTo(System.class)
                                                        || access.getTargetOwner()
                                                                .isEquivalentTo(Runtime.class))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertThat(CLASSES).isNotEmpty();
        for (JavaClass type : CLASSES) {
            assertThat(type.getPackage().tryGetAnnotationOfType(NullMarked.class))
                    .as("@NullMarked on a package-info of %s", type.getPackageName())
                    .isPresent();
        }
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    private static DescribedPredicate<JavaClass> rooms(String names) {
        return resideInAnyPackage(
                Arrays.stream(names.strip().split(" +"))
                        .map(name -> GATEWAY + name + "..")
                        .toArray(String[]::new));
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.not(predicate);
    }
}
