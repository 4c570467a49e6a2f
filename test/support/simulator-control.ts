/** The simulator's control plane, as an outside judge: what the vendors were asked and what they charged. */
export interface SimOrder {
  readonly orderId: string;
  readonly product: string;
  readonly kind: string;
  readonly paymentStatus: string;
  readonly amountMinor: number;
  readonly resourceId: string | null;
}

export interface SimPackage {
  readonly resourceId: string;
  readonly product: string;
  readonly status: string;
  readonly expiresAt: string | null;
  readonly billing: boolean;
  readonly autoRenew: boolean;
}

export class SimulatorControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/_sim`;
  }

  async orders(): Promise<SimOrder[]> {
    return (await this.#get<{ orders: SimOrder[] }>('/orders')).orders;
  }

  async packages(): Promise<SimPackage[]> {
    return (await this.#get<{ packages: SimPackage[] }>('/packages')).packages;
  }

  async calls(): Promise<Record<string, number>> {
    return (await this.#get<{ counts: Record<string, number> }>('/calls')).counts;
  }

  pay(orderId: string): Promise<unknown> {
    return this.#post(`/orders/${orderId}/pay`, {});
  }

  /** Pays every order that waits to be paid. */
  async payAll(): Promise<number> {
    const unpaid = (await this.orders()).filter((order) => order.paymentStatus === 'Unpaid');
    for (const order of unpaid) await this.pay(order.orderId);
    return unpaid.length;
  }

  faults(rules: readonly object[], seed = 1): Promise<unknown> {
    return this.#post('/faults', { rules, seed });
  }

  post(path: string, body: object): Promise<unknown> {
    return this.#post(path, body);
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.#url}/faults`, { method: 'DELETE' });
  }

  async #get<T>(path: string): Promise<T> {
    const response = await fetch(this.#url + path, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`simulator ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async #post(path: string, body: object): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`simulator ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
