//! A bounded queue between many callers and a few threads.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

/// First in, first out; refuses when full.
pub struct Queue<T> {
    limit: usize,
    state: Mutex<State<T>>,
    filled: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    /// A queue that holds at most `limit`.
    pub fn new(limit: usize) -> Queue<T> {
        Queue {
            limit,
            state: Mutex::new(State {
                items: VecDeque::new(),
                closed: false,
            }),
            filled: Condvar::new(),
        }
    }

    /// Appends, or gives the item back when the queue is full or closed.
    pub fn put(&self, item: T) -> Result<(), T> {
        let mut state = self.state.lock();
        if state.closed || state.items.len() >= self.limit {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits for at least one item and takes up to `limit`. `None`: closed, and nothing is left.
    pub fn take(&self, limit: usize) -> Option<Vec<T>> {
        let mut state = self.state.lock();
        while state.items.is_empty() {
            if state.closed {
                return None;
            }
            self.filled.wait(&mut state);
        }
        let count = state.items.len().min(limit);
        Some(state.items.drain(..count).collect())
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.state.lock().items.len()
    }

    /// Takes no more; what is in is still handed out.
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.filled.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn refuses_when_full_and_hands_out_in_order() {
        let queue = Queue::new(2);
        assert_eq!(queue.put(1), Ok(()));
        assert_eq!(queue.put(2), Ok(()));
        assert_eq!(queue.put(3), Err(3));
        assert_eq!(queue.take(9), Some(vec![1, 2]));
    }

    #[test]
    fn hands_out_the_rest_after_closing() {
        let queue = Queue::new(2);
        assert_eq!(queue.put(1), Ok(()));
        queue.close();
        assert_eq!(queue.put(2), Err(2));
        assert_eq!(queue.take(1), Some(vec![1]));
        assert_eq!(queue.take(1), None);
    }
}
