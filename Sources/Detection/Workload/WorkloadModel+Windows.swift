internal import BehaviourModel

/// Windows: who was alive in them, how they are counted, and what is learned when they end.
extension WorkloadModel {
    /// Adds the windows that have ended by `now` and were not counted yet: minutes, and N of each executable.
    ///
    /// Called at each full hour at the latest, so a window is counted in the hour in which it ended.
    mutating func count(until now: Moment) {
        for index in containers.indices { count(container: index, until: now) }
    }

    mutating func count(container index: Int, until now: Moment) {
        guard !containers[index].isYoung, !containers[index].isUnbound else { return }
        let hour = now.advanced(by: -1).hour
        let ended = containers[index].windowIndex(at: now)
        let fresh = ended - containers[index].nextWindow
        if fresh > 0 {
            minutes.add(UInt64(fresh), hour: hour)
            if containers[index].isPartlyVisible { blindMinutes.add(UInt64(fresh), hour: hour) }
            windows.add(UInt64(fresh), hour: hour)
            containers[index].nextWindow = ended
            noteCounted()
        }
        for slot in containers[index].executables.indices {
            let owed = containers[index].executables[slot].takeOwed(ended: ended)
            if owed > 0 {
                noteCounted()
                let executable = containers[index].executables[slot].executable
                contexts.add(UInt64(owed), executable: executable, hour: hour)
                if containers[index].isPartlyVisible {
                    blindContexts.add(UInt64(owed), executable: executable, hour: hour)
                }
            }
        }
    }

    /// The executable is alive in this window.
    mutating func touch(_ executable: TextID, container index: Int, at now: Moment) {
        guard executable != .empty, executable != .overflow else { return }
        let window = containers[index].windowIndex(at: now)
        guard let slot = containers[index].slot(of: executable, window: window) else { return }
        containers[index].executables[slot].touch(window)
    }

    /// The window that runs may have missed events: it counts neither in B nor in N.
    mutating func lose(container index: Int, until now: Moment) {
        count(container: index, until: now)
        let next = containers[index].windowIndex(at: now) + 1
        containers[index].lostBefore = max(containers[index].lostBefore, next)
        containers[index].nextWindow = max(containers[index].nextWindow, next)
        for slot in containers[index].executables.indices { containers[index].executables[slot].skip(to: next) }
    }

    /// Ends the window that runs: what it showed enters the novelty log, and is learned unless the container is still young.
    mutating func endWindow(container index: Int, at now: Moment, words: TextTable) {
        let window = containers[index].window
        let minute = containers[index].start(ofWindow: max(0, window.index)).minute
        var logged: ContiguousArray<LoggedItem> = []
        for novelty in window.novelties where novelty.millibits > 0 {
            logged.append(LoggedItem(key: novelty.key, episode: novelty.episode, millibits: novelty.millibits))
        }
        if !logged.isEmpty {
            let isFirstStart = containers[index].isFirstStart && containers[index].isYoung && window.index == 0
            log.append(LoggedWindow(minute: minute, isExcluded: window.incident != 0 || isFirstStart, items: logged))
        }
        noteCounted()
        sessions.add(window.sessions, hour: now.advanced(by: -1).hour)
        if !containers[index].isYoung { learnSightings(container: index) }
        containers[index].window.begin(-1)
    }

    /// The container is 10 minutes old: its first window was a start, the others minutes.
    mutating func grow(container index: Int, at now: Moment, words: TextTable) {
        endWindow(container: index, at: now, words: words)
        containers[index].isYoung = false
        if containers[index].lostBefore == 0 {
            noteCounted()
            let hour = containers[index].start(ofWindow: 1).advanced(by: -1).hour
            starts.add(1, hour: hour)
            windows.add(1, hour: hour)
        }
        if containers[index].isFirstStart { firstStartMinute = containers[index].origin.minute }
        learnSightings(container: index) { sighting in
            sighting.window == 0 && sighting.key.context == .executable ? .startup : sighting.key.context
        }
        // What ended before the full hour was watched in the hour before: else that hour would seem not watched at all.
        count(container: index, until: Moment(milliseconds: now.hour * Moment.hourLength))
        count(container: index, until: now)
    }

    /// The container ended.
    mutating func end(container index: Int, at now: Moment, words: TextTable) {
        let wasYoung = containers[index].isYoung
        if wasYoung, !containers[index].isUnbound {
            endWindow(container: index, at: now, words: words)
            let hour = now.hour
            if containers[index].lostBefore == 0 {
                noteCounted()
                runs.add(1, hour: hour)
                windows.add(1, hour: hour)
            }
            learnSightings(container: index, minute: containers[index].origin.minute) { sighting in
                sighting.key.context == .executable ? .run : sighting.key.context
            }
        } else if !containers[index].isUnbound {
            count(container: index, until: now)
            endWindow(container: index, at: now, words: words)
        }
        containers.remove(at: index)
        lastActive = max(lastActive, now)
    }
}

extension LiveExecutable {
    /// Notes that it is alive in `window`; windows in between, in which it was not, are passed over.
    mutating func touch(_ window: Int64) {
        guard processes == 0, window > lastWindow else { return }
        owed += max(0, lastWindow + 1 - nextWindow)
        nextWindow = max(nextWindow, window)
        lastWindow = window
    }

    /// The windows of its container are numbered anew; in the first of them it is alive, if it is at all.
    mutating func restart(at next: Int64) {
        nextWindow = next
        lastWindow = 0
        owed = 0
    }

    mutating func skip(to window: Int64) {
        nextWindow = max(nextWindow, window)
    }

    /// Hands over the windows that are over; `ended` windows of the container are.
    mutating func takeOwed(ended: Int64) -> Int64 {
        let end = processes > 0 ? ended : min(ended, lastWindow + 1)
        let fresh = max(0, end - nextWindow)
        nextWindow = max(nextWindow, end)
        defer { owed = 0 }
        return owed + fresh
    }
}
