package io.zonekeeper.app;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The house: who may know whom. */
@AnalyzeClasses(packages = "io.zonekeeper", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule CORE_KNOWS_ONLY_JAVA = classes()
            .that()
            .resideInAPackage("io.zonekeeper.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.zonekeeper.core..", "java..");

    @ArchTest
    static final ArchRule CORE_ASKS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.core..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    /** A step of the machine's clock must look neither like silence nor like trust. */
    @ArchTest
    static final ArchRule JUDGING_ASKS_NO_CLOCK_THAT_STEPS = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.app.health..")
            .and()
            .doNotHaveSimpleName("SteadyClock")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(java.time.Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule THE_API_KNOWS_NO_OPERATOR = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.zonekeeper.core..", "io.zonekeeper.app..");

    @ArchTest
    static final ArchRule OBSERVERS_LOAD_NO_OPERATOR_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.app.observe..")
            .or()
            .haveSimpleName("ObserveCommand")
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAPackage("io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule ONLY_THE_AWS_MODULE_KNOWS_THE_SDK = noClasses()
            .that()
            .resideOutsideOfPackage("io.zonekeeper.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule ONLY_ITS_PART_OF_THE_OPERATOR_ASKS_AWS = noClasses()
            .that()
            .resideOutsideOfPackages("io.zonekeeper.aws..", "io.zonekeeper.app.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.zonekeeper.aws..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.zonekeeper.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_UTILS =
            noClasses().should().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Util");
}
