package dev.weir.core;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.weir.core.exchange.Exchange;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.time.Clock;
import java.util.Set;

/**
 * What core may know: values and decisions need no socket, file, database, clock, thread or log.
 */
class ArchitectureTest {

    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.weir.core");

    @Test
    void coreKnowsOnlyTheJdkTheJsonReaderAndTheNullAnnotations() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.weir.core..",
                        "java..",
                        "javax.crypto..",
                        "tools.jackson.core..",
                        "org.jspecify..")
                .check(CORE);
    }

    @Test
    void coreTouchesNoFileSocketDatabaseThreadOrLog() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.net.http..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.logging..",
                        "java.lang.foreign..")
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat(
                        describe(
                                "touch files, threads, processes or logs",
                                type ->
                                        TOUCHING.contains(type.getName())
                                                || type.isAssignableTo(Thread.class)
                                                || type.getName().startsWith("java.io.File")))
                .check(CORE);
    }

    private static final Set<String> TOUCHING =
            Set.of(
                    File.class.getName(),
                    "java.io.RandomAccessFile",
                    "java.io.Console",
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Runtime",
                    "java.lang.System$Logger",
                    "java.util.Timer",
                    "java.util.concurrent.CompletableFuture",
                    "java.util.concurrent.Executor",
                    "java.util.concurrent.ExecutorService",
                    "java.util.concurrent.Executors");

    @Test
    void timeAndRandomnessAreArguments() {
        noClasses()
                .should()
                .accessTargetWhere(
                        describe(
                                "a clock, chance, the console or the environment is read",
                                access ->
                                        isSource(
                                                access.getTargetOwner(),
                                                access.getTarget().getName())))
                .check(CORE);
    }

    private static boolean isSource(JavaClass owner, String name) {
        if (owner.isEquivalentTo(System.class)) {
            return !name.equals("arraycopy") && !name.equals("identityHashCode");
        }
        if (owner.isEquivalentTo(Math.class)) {
            return name.equals("random");
        }
        if (owner.isAssignableTo(java.util.Random.class)
                || owner.isEquivalentTo(java.util.SplittableRandom.class)) {
            return name.equals("<init>");
        }
        return owner.isAssignableTo(Clock.class)
                || owner.getPackageName().equals("java.time") && name.equals("now")
                || owner.isEquivalentTo(java.util.UUID.class) && name.equals("randomUUID");
    }

    /** {@link Exchange} is left out: the whole record gathers the values of all packages. */
    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.weir.core.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(equivalentTo(Exchange.class), alwaysTrue())
                .check(CORE);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertThat(CORE).isNotEmpty();
        for (JavaClass type : CORE) {
            JavaPackage home = type.getPackage();
            assertThat(home.tryGetAnnotationOfType(NullMarked.class))
                    .as("@NullMarked on a package-info of %s", home.getName())
                    .isPresent();
        }
    }
}
