// Package check builds the Kubernetes manifests with kustomize's own code and reads them with Kubernetes' own types:
// what kubectl or the API server would refuse fails here, and so do pods that may more than they need.
package check

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

var manifests = []string{"..", "../kafka"}

// objects builds a kustomization and decodes what comes out; an unknown or repeated field is an error.
func objects(t *testing.T, directory string) []runtime.Object {
	t.Helper()
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		t.Fatal(err)
	}
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{appsv1.AddToScheme, corev1.AddToScheme, policyv1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	var all []runtime.Object
	for _, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", resource.CurId(), err)
		}
		all = append(all, object)
	}
	return all
}

// workload is what runs pods, in the parts that are checked.
type workload struct {
	name     string
	replicas int32
	selector *metav1.LabelSelector
	pod      corev1.PodTemplateSpec
	stateful bool
}

func workloads(all []runtime.Object) []workload {
	var found []workload
	for _, object := range all {
		switch o := object.(type) {
		case *appsv1.StatefulSet:
			found = append(found, workload{o.Name, *o.Spec.Replicas, o.Spec.Selector, o.Spec.Template, true})
		case *appsv1.Deployment:
			found = append(found, workload{o.Name, *o.Spec.Replicas, o.Spec.Selector, o.Spec.Template, false})
		}
	}
	return found
}

func matches(t *testing.T, selector *metav1.LabelSelector, pod corev1.PodTemplateSpec) bool {
	t.Helper()
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Matches(labels.Set(pod.Labels))
}

func TestObjects_haveNamesThatKubernetesTakes(t *testing.T) {
	for _, directory := range manifests {
		for _, object := range objects(t, directory) {
			name := object.(metav1.Object).GetName()
			if wrong := validation.IsDNS1035Label(name); len(wrong) > 0 {
				t.Errorf("%s: %s", name, strings.Join(wrong, "; "))
			}
		}
	}
}

func TestWorkloads_selectTheirOwnPods(t *testing.T) {
	for _, directory := range manifests {
		for _, w := range workloads(objects(t, directory)) {
			if !matches(t, w.selector, w.pod) {
				t.Errorf("%s does not select its pods", w.name)
			}
		}
	}
}

func TestPods_mayNoMoreThanTheyNeed(t *testing.T) {
	for _, directory := range manifests {
		for _, w := range workloads(objects(t, directory)) {
			spec := w.pod.Spec
			require(t, w.name, "a user that is not root", spec.SecurityContext.RunAsNonRoot, true)
			require(t, w.name, "no token", spec.AutomountServiceAccountToken, false)
			require(t, w.name, "no variables of services", spec.EnableServiceLinks, false)
			if spec.SecurityContext.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
				t.Errorf("%s has no seccomp profile", w.name)
			}
			for _, c := range spec.Containers {
				require(t, c.Name, "a root that is read only", c.SecurityContext.ReadOnlyRootFilesystem, true)
				require(t, c.Name, "no way to more privileges", c.SecurityContext.AllowPrivilegeEscalation, false)
				if drop := c.SecurityContext.Capabilities.Drop; len(drop) != 1 || drop[0] != "ALL" {
					t.Errorf("%s keeps capabilities", c.Name)
				}
			}
		}
	}
}

func require(t *testing.T, name, what string, set *bool, expected bool) {
	t.Helper()
	if set == nil || *set != expected {
		t.Errorf("%s needs %s", name, what)
	}
}

func TestContainers_sayWhatTheyTake(t *testing.T) {
	for _, directory := range manifests {
		for _, w := range workloads(objects(t, directory)) {
			for _, c := range w.pod.Spec.Containers {
				request, limit := c.Resources.Requests, c.Resources.Limits
				if request.Cpu().IsZero() || request.Memory().IsZero() {
					t.Errorf("%s does not say what it needs", c.Name)
				}
				// Memory that others may take away is none to count on.
				if limit.Memory().Cmp(*request.Memory()) != 0 {
					t.Errorf("%s may take %s, but asks for %s", c.Name, limit.Memory(), request.Memory())
				}
			}
		}
	}
}

func TestContainers_mountVolumesThatThereAre(t *testing.T) {
	for _, directory := range manifests {
		all := objects(t, directory)
		for _, w := range workloads(all) {
			there := map[string]bool{}
			for _, volume := range w.pod.Spec.Volumes {
				there[volume.Name] = true
			}
			for _, object := range all {
				if set, ok := object.(*appsv1.StatefulSet); ok && set.Name == w.name {
					for _, claim := range set.Spec.VolumeClaimTemplates {
						there[claim.Name] = true
					}
				}
			}
			for _, c := range w.pod.Spec.Containers {
				for _, mount := range c.VolumeMounts {
					if !there[mount.Name] {
						t.Errorf("%s mounts %s, which is not there", c.Name, mount.Name)
					}
				}
			}
		}
	}
}

func TestContainersWithPorts_areProbedAtThem(t *testing.T) {
	for _, directory := range manifests {
		for _, w := range workloads(objects(t, directory)) {
			for _, c := range w.pod.Spec.Containers {
				if len(c.Ports) == 0 {
					continue
				}
				for kind, probe := range map[string]*corev1.Probe{
					"startup": c.StartupProbe, "liveness": c.LivenessProbe, "readiness": c.ReadinessProbe,
				} {
					if probe == nil || !probesOneOf(probe, c.Ports) {
						t.Errorf("%s has no %s probe at a port of its own", c.Name, kind)
					}
				}
			}
		}
	}
}

func probesOneOf(probe *corev1.Probe, ports []corev1.ContainerPort) bool {
	for _, port := range ports {
		if probe.HTTPGet != nil && probe.HTTPGet.Port.StrVal == port.Name ||
			probe.TCPSocket != nil && probe.TCPSocket.Port.StrVal == port.Name {
			return true
		}
	}
	return false
}

func TestStatefulSets_keepAllButOneWhenNodesAreDrained(t *testing.T) {
	for _, directory := range manifests {
		all := objects(t, directory)
		for _, w := range workloads(all) {
			if !w.stateful {
				continue
			}
			budgets := 0
			for _, object := range all {
				if budget, ok := object.(*policyv1.PodDisruptionBudget); ok && matches(t, budget.Spec.Selector, w.pod) {
					budgets++
					if budget.Spec.MaxUnavailable.IntValue() != 1 {
						t.Errorf("more than one of %s may be away at once", w.name)
					}
				}
			}
			if budgets != 1 || w.replicas < 2 {
				t.Errorf("%s has %d replicas and %d disruption budgets", w.name, w.replicas, budgets)
			}
		}
	}
}

func TestServices_leadSomewhere(t *testing.T) {
	for _, directory := range manifests {
		all := objects(t, directory)
		names := map[string]bool{}
		for _, object := range all {
			service, ok := object.(*corev1.Service)
			if !ok {
				continue
			}
			names[service.Name] = true
			led := false
			for _, w := range workloads(all) {
				led = led || matches(t, metav1.SetAsLabelSelector(service.Spec.Selector), w.pod)
			}
			if !led {
				t.Errorf("the service %s selects no pods", service.Name)
			}
		}
		for _, object := range all {
			if set, ok := object.(*appsv1.StatefulSet); ok && !names[set.Spec.ServiceName] {
				t.Errorf("there is no service %s for the names of %s's pods", set.Spec.ServiceName, set.Name)
			}
		}
	}
}
