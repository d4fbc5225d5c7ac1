// 登记簿: what the server says of its registers (states, actions, fields); asked once for as long as the page stands.
import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';

export const useRegisters = () => useQuery({ queryKey: ['registers'], queryFn: api.registers, staleTime: Infinity });
