/** Small descriptions and configurations that tests change by replacing text. */

export const ORDERS = 'apis/orders.yaml';
export const CUSTOMERS = 'apis/customers.yaml';
export const CONFIG = '.github/sluice.yaml';

export const orders = `openapi: 3.1.0
info:
  title: Orders
  version: 1.4.2
  description: What customers ordered.
servers:
  - url: https://api.acme.example/orders
security:
  - key: []
paths:
  /orders:
    post:
      operationId: createOrder
      summary: Create one
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [sku]
              properties:
                sku: { type: string }
                quantity: { type: integer, maximum: 1000 }
      responses:
        "201": { description: Created }
  /orders/{id}:
    get:
      operationId: getOrder
      summary: One of them
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: It
          content:
            application/json:
              schema:
                type: object
                required: [id, total]
                properties:
                  id: { type: string }
                  total: { type: number }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
`;

/** Breaks clients: a smaller maximum. */
export const breaking = orders.replace('maximum: 1000', 'maximum: 100');
/** Changes nothing for anybody. */
export const harmless = orders.replace('What customers ordered.', 'What customers ordered so far.');

export const customers = `openapi: 3.0.3
info:
  title: Customers
  version: 2.0.0
  description: Who orders.
servers:
  - url: https://api.acme.example/customers
security:
  - key: []
paths:
  /customers:
    get:
      operationId: listCustomers
      summary: List them
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 500 } }
      responses:
        "200": { description: A page of them }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
`;

export const breakingCustomers = customers.replace('maximum: 500', 'maximum: 50');

/** `apis:` of both, on the upstream GOOD; `/HERE` is the place's own path on the shared gateways. */
export const apis = `apis:
  - name: customers
    spec: ${CUSTOMERS}
    gateway: { upstream: GOOD, path: /HERE/customers, auth: { none: {} } }
  - name: orders
    spec: ${ORDERS}
    owners: ["@acme/orders"]
    gateway: { upstream: GOOD, path: /HERE/orders, auth: { none: {} } }
`;

/** One environment that passes as soon as it is live. */
export const onProduction = `${apis}environments:
  production: { targets: [edge] }
`;

/** One environment that looks at orders and customers while baking. */
export const watched = `${apis}environments:
  production:
    targets: [edge]
    analysis: { bake: 2s, interval: 200ms, failures: 2, checks: [{ http: /HERE/orders/orders/1 }, { http: /HERE/customers/customers }] }
`;

export const both = { [ORDERS]: orders, [CUSTOMERS]: customers };
