package io.zonekeeper.app;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The house: who may know whom. */
@AnalyzeClasses(packages = "io.zonekeeper", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What runs without the operator, or is a part of such a program. */
    private static final String[] WITHOUT_THE_OPERATOR = {
        "io.zonekeeper.kube..",
        "io.zonekeeper.manifests..",
        "io.zonekeeper.observer..",
        "io.zonekeeper.web..",
        "io.zonekeeper.cli..",
        "io.zonekeeper.simulator.."
    };

    private static final String[] PROGRAMS = {"controllers", "observer", "cli", "simulator"};
    private static final int MOST_CLASSES = 20;
    private static final int MOST_PARAMETERS = 7;

    /** Modules whose packages are called otherwise than those of core: two of one name would be two things. */
    private static final Set<String> OTHER_NAMES =
            Set.of("kube", "manifests", "controllers", "observer", "web", "cli", "simulator", "app");

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
            .resideInAPackage("io.zonekeeper.controllers.signals..")
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

    /** An informer of the client ends for good when its first list fails. */
    @ArchTest
    static final ArchRule INFORMERS_NEVER_END_ON_THEIR_OWN = noClasses()
            .that()
            .resideOutsideOfPackage("io.zonekeeper.testing..")
            .and()
            .doNotHaveSimpleName("LastingInformer")
            .should()
            .callMethod(SharedIndexInformer.class, "start")
            .orShould()
            .callMethod(SharedIndexInformer.class, "run")
            .because("LastingInformer starts those that list again");

    @ArchTest
    static final ArchRule THE_API_KNOWS_NO_OPERATOR = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.zonekeeper.core..",
                    "io.zonekeeper.kube..",
                    "io.zonekeeper.manifests..",
                    "io.zonekeeper.controllers..",
                    "io.zonekeeper.observer..",
                    "io.zonekeeper.web..",
                    "io.zonekeeper.cli..",
                    "io.zonekeeper.simulator..",
                    "io.zonekeeper.app..");

    @ArchTest
    static final ArchRule THE_SIMULATOR_KNOWS_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage("io.zonekeeper.simulator..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.zonekeeper..")
                    .and(JavaClass.Predicates.resideOutsideOfPackages(
                            "io.zonekeeper.core..", "io.zonekeeper.simulator..")));

    /** Also by way of others: each of these programs is to start without loading it. */
    @ArchTest
    static final ArchRule ONLY_THE_OPERATOR_LOADS_THE_OPERATOR_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(WITHOUT_THE_OPERATOR)
            .or()
            .haveSimpleName("ObserveCommand")
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAPackage("io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule ONLY_THE_OPERATOR_KNOWS_ITS_CONTROLLERS = noClasses()
            .that()
            .resideInAnyPackage(WITHOUT_THE_OPERATOR)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.zonekeeper.controllers..");

    @ArchTest
    static void theProgramsDoNotKnowEachOther(JavaClasses all) {
        for (String program : PROGRAMS) {
            String[] others = Stream.of(PROGRAMS)
                    .filter(other -> !other.equals(program))
                    .map("io.zonekeeper.%s.."::formatted)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.zonekeeper.%s..".formatted(program))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(all);
        }
    }

    /** What nobody can take in at a glance is cut into rooms. */
    @ArchTest
    static void noPackageIsTooLargeToTakeIn(JavaClasses all) {
        Map<String, Long> classes = all.stream()
                .filter(found ->
                        found.isTopLevelClass() && !found.getSimpleName().equals("package-info"))
                .filter(found -> !found.getPackageName().startsWith("io.zonekeeper.api")
                        && !found.getPackageName().startsWith("io.zonekeeper.testing"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(classes).isNotEmpty();
        assertThat(classes)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_CLASSES));
    }

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
            .resideOutsideOfPackages("io.zonekeeper.aws..", "io.zonekeeper.controllers.provider..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.zonekeeper.aws..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.zonekeeper.(*).(*)..").should().beFreeOfCycles();

    /** What is handed more than that has more than one responsibility. Records are data: they have what they have. */
    @ArchTest
    static final ArchRule CONSTRUCTORS_HAVE_AT_MOST_SEVEN_PARAMETERS = constructors()
            .that()
            .areDeclaredInClassesThat()
            .areNotRecords()
            .should(new ArchCondition<JavaConstructor>("have at most %d parameters".formatted(MOST_PARAMETERS)) {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    int parameters = constructor.getRawParameterTypes().size();
                    events.add(new SimpleConditionEvent(
                            constructor,
                            parameters <= MOST_PARAMETERS,
                            "%s has %d parameters".formatted(constructor.getFullName(), parameters)));
                }
            });

    @ArchTest
    static final ArchRule DEEPER_PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.zonekeeper.(**)").should().beFreeOfCycles();

    @ArchTest
    static void namesOfPackagesOfCoreMeanOneThing(JavaClasses all) {
        Map<Boolean, Set<String>> names = all.stream()
                .map(found -> found.getPackageName().split("\\.", -1))
                .filter(path -> path.length > 3 && (path[2].equals("core") || OTHER_NAMES.contains(path[2])))
                .collect(Collectors.partitioningBy(
                        path -> path[2].equals("core"),
                        Collectors.flatMapping(path -> Stream.of(path).skip(3), Collectors.toSet())));
        assertThat(names.get(true)).isNotEmpty();
        assertThat(names.get(false)).isNotEmpty().doesNotContainAnyElementsOf(names.get(true));
    }

    @ArchTest
    static final ArchRule NO_UTILS =
            noClasses().should().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Util");
}
