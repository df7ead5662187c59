package org.ampplanner.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ampplanner.cost.CostModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The directions of dependence that {@code DESIGN.md} promises. */
class ArchitectureTest {

  private static final String ROOT = "org.ampplanner.";

  /** The packages of core in the order of dependence: each may use those before it, and itself. */
  private static final List<String> CORE =
      List.of(
          "unit",
          "model",
          "cluster",
          "profile",
          "strategy",
          "placement",
          "engine",
          "operator",
          "collective",
          "partition",
          "schedule",
          "simulate",
          "cost",
          "memory",
          "plan",
          "space",
          "arrange",
          "stages",
          "search",
          "explain",
          "predictive",
          "amp",
          "job");

  /** The packages of the other modules; core uses none of them. */
  private static final List<String> OUTSIDE_CORE =
      List.of("formats", "trials", "report", "workbench", "serve", "cli", "bench");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ampplanner");

  @TestFactory
  List<DynamicTest> corePackagesUseOnlyThoseBeforeThem() {
    return CORE.stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                () ->
                    noClasses()
                        .that()
                        .resideInAPackage(tree(name))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(trees(after(name)))
                        .allowEmptyShould(true)
                        .check(CLASSES)))
        .toList();
  }

  @Test
  void costModelsAreKnownToJobsAlone() {
    List<String> models = List.of("amp", "predictive");
    for (String model : models) {
      noClasses()
          .that()
          .resideInAnyPackage(
              trees(CORE.stream().filter(p -> !p.equals(model) && !p.equals("job")).toList()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(tree(model))
          .check(CLASSES);
    }
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    ROOT + "predictive",
                    ROOT + "amp",
                    ROOT + "job",
                    ROOT + "trials.calibration",
                    ROOT + "trials.validation",
                    ROOT + "workbench.trial",
                    ROOT + "bench")))
        .should()
        .dependOnClassesThat(assignableTo(CostModel.class).and(not(equivalentTo(CostModel.class))))
        .check(CLASSES);
  }

  @Test
  void corePackagesUseNothingButTheJdkAndJspecify() {
    classes()
        .that()
        .resideInAnyPackage(trees(CORE))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(trees(CORE))
                .or(resideInAnyPackage("java..", "org.jspecify.annotations..")))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void formatsDoesNotKnowTheCommands() {
    noClasses()
        .that()
        .resideInAPackage(tree("formats"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(trees(List.of("cli", "server", "workbench", "report", "trials")))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void reportKnowsCoreAndFormatsAlone() {
    noClasses()
        .that()
        .resideInAPackage(tree("report"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(trees(List.of("cli", "server", "workbench", "trials")))
        .check(CLASSES);
  }

  @Test
  void trialsKnowsCoreAndFormatsAlone() {
    noClasses()
        .that()
        .resideInAPackage(tree("trials"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(trees(List.of("cli", "server", "workbench", "report")))
        .check(CLASSES);
  }

  @Test
  void theWorkbenchDoesNotKnowWhoUsesIt() {
    noClasses()
        .that()
        .resideInAPackage(tree("workbench"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(trees(List.of("cli", "server")))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyFormatsReadsJsonAndYaml() {
    noClasses()
        .that(not(resideInAnyPackage(tree("formats"), tree("trials"), tree("cli"), tree("serve"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> unplaced = new TreeSet<>();
    CLASSES.forEach(type -> {
      if (type.getPackageName().startsWith(ROOT)) {
        unplaced.add(type.getPackageName().substring(ROOT.length()).split("\\.")[0]);
      }
    });
    unplaced.removeAll(CORE);
    unplaced.removeAll(OUTSIDE_CORE);
    assertThat(unplaced).as("packages that no list in ArchitectureTest names").isEmpty();
  }

  private static List<String> after(String name) {
    List<String> later = CORE.subList(CORE.indexOf(name) + 1, CORE.size());
    return Stream.concat(later.stream(), OUTSIDE_CORE.stream()).toList();
  }

  private static String tree(String name) {
    return CORE.contains(name) ? ROOT + name : ROOT + name + "..";
  }

  private static String[] trees(List<String> names) {
    return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
  }
}
