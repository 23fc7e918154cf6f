internal import BehaviourModel

extension HostView {
    mutating func changeContainer(_ observation: Observation, in batch: borrowing ObservationBatch) -> Change {
        if observation.kind == .containerEnded {
            guard let key = containers.key(ofCgroup: observation.cgroup) else { return .none }
            containers.end(key, at: observation.bootNanoseconds)
            return .containerEnded(key)
        }
        let index = Int(observation.path.offset)
        guard batch.containers.indices.contains(index) else { return .none }
        let description = batch.containers[index]
        if let key = containers.key(ofCgroup: description.cgroup.inode),
            containers[key]?.description.id == description.id
        {
            containers.amend(key, with: description)
            return .containerAmended(key)
        }
        return .containerStarted(containers.start(description))
    }
}
